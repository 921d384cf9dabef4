// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import io.redstart.aggregator.store.RowStore;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Metric;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Prints bytes on disk by tier, and the time to read an hour of few and of all label sets. */
final class HistoryReport {
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int PAGE_MAX_BYTES = 1 << 20;
  private static final int REPEATS = 5;

  private final RowStore store;
  private final StoreConfig config;
  private final CellLayout layout;
  private final int labelSets;
  private final PrintWriter out;

  HistoryReport(
      RowStore store, StoreConfig config, CellLayout layout, int labelSets, PrintWriter out) {
    this.store = store;
    this.config = config;
    this.layout = layout;
    this.labelSets = labelSets;
    this.out = out;
  }

  void print() {
    Map<String, long[]> tiers = store.tierSizes();
    tiers.forEach((tier, size) -> out.printf(
        "%-8s %8.1f MB, %6.1f h, %8.0f bytes a label set and hour%n",
        tier,
        size[0] / 1e6,
        size[1] / (double) HOUR_MILLIS,
        size[1] == 0 ? 0 : size[0] / (double) labelSets / (size[1] / (double) HOUR_MILLIS)));
    out.printf("journal and all else: %s%n", store.diskStats());
    long through = store.sealedMillis();
    read("the last hour", through - HOUR_MILLIS, through);
    long older = (through - 2 * HOUR_MILLIS) / HOUR_MILLIS * HOUR_MILLIS;
    read("a whole hour before", older, older + HOUR_MILLIS);
  }

  private void read(String what, long from, long through) {
    for (SelectRequest.Parts parts :
        List.of(SelectRequest.Parts.CALLS, SelectRequest.Parts.CELLS)) {
      out.printf(
          "%s, %s: one label set %.2f ms, 100 %.1f ms, all %.0f ms%n",
          what,
          parts,
          median(request(from, through, parts, "service-0", "GET /operation/7")),
          median(request(from, through, parts, "service-0", ".*")),
          median(request(from, through, parts, ".*", ".*")));
    }
  }

  private SelectRequest request(
      long from, long through, SelectRequest.Parts parts, String service, String span) {
    return new SelectRequest(
        SelectRequest.Share.all(store.id()),
        Set.of(Metric.SPANS),
        List.of(
            LabelMatcher.of("service_name", LabelMatcher.Op.MATCHES, service),
            LabelMatcher.of("span_name", LabelMatcher.Op.MATCHES, span)),
        from,
        List.of(new SelectRequest.Tier(config.window().toMillis(), through)),
        parts,
        0,
        PAGE_MAX_BYTES);
  }

  private double median(SelectRequest request) {
    double[] millis = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long startNanos = System.nanoTime();
      readAll(request);
      millis[i] = (System.nanoTime() - startNanos) / 1e6;
    }
    Arrays.sort(millis);
    return millis[REPEATS / 2];
  }

  private void readAll(SelectRequest request) {
    SelectRequest next = request;
    Increment increment = new Increment();
    long cursor;
    do {
      SelectReply.Reader page = new SelectReply.Reader(
          store.shards().get(0).view().page(next, new Cancellation()), layout);
      while (page.next(increment)) {
        for (int row = page.rows(); row > 0; row--) {
          increment.clear();
          page.row(increment);
        }
        increment.clear();
      }
      cursor = page.nextCursor();
      next = request.withCursor(Math.max(0, cursor));
    } while (cursor >= 0);
  }
}
