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
 * @param warnings what is missing from every answer, a sentence for each
 * @param losses what is missing from answers about earlier times
 */
record Horizon(
    long sealedMillis, List<Announcement> stores, List<String> warnings, List<Loss> losses) {
  Horizon {
    stores = List.copyOf(stores);
    warnings = List.copyOf(warnings);
    losses = List.copyOf(losses);
  }

  /**
   * Windows that an aggregator counted into and does not have any more.
   *
   * @param throughMillis the last of them
   * @param warning what a user is told whose question begins before that
   */
  record Loss(long throughMillis, String warning) {}
}
