// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.OtlpSpan;

/** Offers spans as exemplars to the entries of a fold, if there are exemplars. */
final class SpanExemplars {
  private final Fold fold;
  private final int places;

  /**
   * Makes an instance for a fold.
   *
   * @param places how many exemplars each entry keeps, 0 for none
   */
  SpanExemplars(Fold fold, int places) {
    this.fold = fold;
    this.places = places;
  }

  /** Offers a span to an entry, if it has valid ids. */
  void offer(int entry, OtlpSpan span, long nanos) {
    if (places > 0 && span.hasValidIds()) {
      offer(
          entry,
          span.traceId().longAt(0),
          span.traceId().longAt(Long.BYTES),
          span.spanId().longAt(0),
          nanos,
          span.isError());
    }
  }

  /** Offers a span to an entry. */
  void offer(int entry, long traceHigh, long traceLow, long spanId, long nanos, boolean failed) {
    if (places > 0) {
      fold.exemplars(entry, places).offer(traceHigh, traceLow, spanId, nanos, failed);
      fold.offered(entry);
    }
  }
}
