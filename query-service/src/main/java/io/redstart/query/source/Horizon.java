// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.wire.Announcement;
import java.util.List;

/**
 * What one query reads: whom it asks, and through when (counting.md, W2).
 *
 * @param sealedMillis every store has sealed all windows up to this stamp; nothing later is read
 * @param stores the stores that answer
 * @param warnings what is missing, a sentence for each
 */
record Horizon(long sealedMillis, List<Announcement> stores, List<String> warnings) {
  Horizon {
    stores = List.copyOf(stores);
    warnings = List.copyOf(warnings);
  }
}
