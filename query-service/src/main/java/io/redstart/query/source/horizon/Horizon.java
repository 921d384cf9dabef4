// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.horizon;

import io.redstart.wire.Announcement;
import java.util.List;

/**
 * The stores that one query reads, and the last window it reads (docs/rules.md, W2).
 *
 * @param sealedMillis every store has sealed all windows up to this stamp; nothing later is read
 * @param stores the stores to read
 * @param warnings one sentence for each part missing from every answer
 * @param losses the parts missing from answers about earlier times
 */
public record Horizon(
    long sealedMillis, List<Announcement> stores, List<String> warnings, List<Loss> losses) {
  /** Copies the collections. */
  public Horizon {
    stores = List.copyOf(stores);
    warnings = List.copyOf(warnings);
    losses = List.copyOf(losses);
  }

  /**
   * Windows that an aggregator counted into but no longer has.
   *
   * @param throughMillis the last of these windows
   * @param warning the warning for queries that begin before that
   */
  public record Loss(long throughMillis, String warning) {}
}
