// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.FoundExemplars.Exemplar;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.query.source.rows.Timeline;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.wire.SelectReply;
import java.util.HexFormat;

/**
 * Finds the exemplars of a selector's series in pages. As in the Collector, a counter has all
 * exemplars, and so has a native histogram; a bucket of a histogram has those that fall into it but
 * not into the bucket below, and sums and counts of durations have none.
 */
final class ExemplarReader {
  private static final HexFormat HEX = HexFormat.of();

  private final RedSelector selector;
  private final CellLayout layout;
  private final Timeline timeline;
  private final FoundExemplars found;
  private final QueryLimits limits;
  private final Exemplars row = new Exemplars(Exemplars.PLACES_MAX);
  private final Increment base = new Increment();

  ExemplarReader(
      RedSelector selector,
      CellLayout layout,
      Timeline timeline,
      FoundExemplars found,
      QueryLimits limits) {
    this.selector = selector;
    this.layout = layout;
    this.timeline = timeline;
    this.found = found;
    this.limits = limits;
  }

  void add(SelectReply.Reader page) {
    while (page.next(base)) {
      limits.check();
      long stampMillis = timeline.readFromMillis();
      for (int i = page.rows(); i > 0; i--) {
        row.clear();
        stampMillis += page.exemplars(row) * page.windowMillis();
        if (timeline.contains(stampMillis)) {
          addRow(page.labels(), stampMillis);
        }
      }
    }
  }

  private void addRow(Labels labels, long stampMillis) {
    selector.views().forEach((name, view) -> {
      Labels series = labels.with(Labels.METRIC_NAME, name);
      for (int i = 0; i < row.size(); i++) {
        switch (view.part()) {
          case CALLS, HISTOGRAM -> found.add(exemplar(i, series, stampMillis, view.unit()));
          case BUCKET -> {
            LeLabel le = le(row.nanos(i), view.unit());
            if (selector.selects(le)) {
              Labels bucket = series.with(LeLabel.NAME, le.text());
              found.add(exemplar(i, bucket, stampMillis, view.unit()));
            }
          }
          case SUM, COUNT, INFO -> {}
        }
      }
    });
  }

  private LeLabel le(long nanos, Unit unit) {
    int bucket = layout.bucketOf(layout.cellOf(nanos));
    return LeLabel.all(layout, unit).get(bucket);
  }

  private Exemplar exemplar(int index, Labels series, long stampMillis, Unit unit) {
    return new Exemplar(
        series,
        stampMillis,
        HEX.toHexDigits(row.traceHigh(index)) + HEX.toHexDigits(row.traceLow(index)),
        HEX.toHexDigits(row.spanId(index)),
        row.nanos(index) / unit.nanos());
  }
}
