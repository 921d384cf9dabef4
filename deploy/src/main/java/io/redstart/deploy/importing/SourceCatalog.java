// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.aggregator.imported.BucketCells;
import io.redstart.aggregator.sealed.ImportedRange;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a source has of a range of time: its series and the label sets that they become.
 *
 * @param bounds the upper bounds of its buckets, ascending, without {@code +Inf}
 * @param series by their labels without metric name and {@code le}
 * @param targets sorted by labels
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, and never compared.
record SourceCatalog(
    Spelling spelling, double[] bounds, Map<Labels, SourceSeries> series, List<Target> targets) {
  /**
   * Asks a source.
   *
   * @param matchers matchers that series must fulfil, as PromQL writes them; may be empty
   * @param layout the cells of the store
   * @param splits whether the store counts calls and durations as two metrics
   */
  static SourceCatalog read(
      PrometheusSource source,
      Spelling spelling,
      String matchers,
      LabelTranslation translation,
      ImportedRange range,
      CellLayout layout,
      boolean splits) {
    Map<Labels, SourceSeries> series = new HashMap<>();
    for (String name : spelling.heads()) {
      String selector = SelectorWriter.names(List.of(name), matchers);
      source.series(selector, range.fromMillis(), range.throughMillis(), labels -> {
        SourceSeries one = series.computeIfAbsent(rawLabels(labels), SourceSeries::new);
        if (name.equals(spelling.calls())) {
          one.addCalls();
        } else {
          one.addDurations();
        }
      });
    }
    double[] bounds = bounds(source, spelling, matchers, range);
    double unitNanos = spelling.unit().nanos();
    long[] boundsNanos = new long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      boundsNanos[i] = Math.round(bounds[i] * unitNanos);
    }
    BucketCells cells = new BucketCells(layout, boundsNanos);
    List<Target> targets = new ArrayList<>();
    for (Metric metric : splits ? List.of(Metric.CALLS, Metric.DURATION) : List.of(Metric.SPANS)) {
      targets.addAll(targets(series.values(), metric, translation, cells, unitNanos));
    }
    return new SourceCatalog(spelling, bounds, series, targets);
  }

  /** Returns the labels by which calls and durations of one label set are joined. */
  static Labels rawLabels(Map<String, String> labels) {
    Map<String, String> raw = new HashMap<>(labels);
    raw.remove(Labels.METRIC_NAME);
    raw.remove("le");
    return Labels.of(raw);
  }

  private static double[] bounds(
      PrometheusSource source, Spelling spelling, String matchers, ImportedRange range) {
    if (spelling.duration() == null) {
      return new double[0];
    }
    String selector = SelectorWriter.names(List.of(spelling.duration() + "_bucket"), matchers);
    return source.labelValues("le", selector, range.fromMillis(), range.throughMillis()).stream()
        .filter(le -> !le.equals("+Inf"))
        .mapToDouble(Double::parseDouble)
        .distinct()
        .sorted()
        .toArray();
  }

  private static Collection<Target> targets(
      Collection<SourceSeries> all,
      Metric metric,
      LabelTranslation translation,
      BucketCells cells,
      double unitNanos) {
    Map<Labels, Target> targets = new TreeMap<>();
    for (SourceSeries one : all) {
      boolean counts = switch (metric) {
        case CALLS -> one.hasCalls();
        case DURATION -> one.hasDurations();
        default -> true;
      };
      if (counts) {
        Map<String, String> raw = new HashMap<>();
        one.labels().forEach(raw::put);
        Labels labels = translation.translate(raw);
        targets
            .computeIfAbsent(labels, made -> new Target(metric, made))
            .add(one, cells, unitNanos);
      }
    }
    return targets.values();
  }
}
