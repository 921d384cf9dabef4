// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.histogram.CustomBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the series of a classic histogram into one series of native histograms with custom buckets:
 * {@code load_with_nhcb} (Prometheus 3.14, util/convertnhcb).
 */
final class ClassicConversion {
  /** The samples of one histogram at one time. */
  private static final class Classic {
    private final NavigableMap<Double, Double> cumulative = new TreeMap<>();
    private double sum;
    private @Nullable Double count;

    Histogram histogram() {
      double all = count != null ? count : cumulative.isEmpty() ? 0 : last();
      cumulative.putIfAbsent(Double.POSITIVE_INFINITY, all);
      if (last() != all) {
        throw new IllegalArgumentException("count " + all + ", but +Inf bucket " + last());
      }
      double[] counts = new double[cumulative.size()];
      double before = 0;
      int i = 0;
      for (double below : cumulative.values()) {
        if (below < before) {
          throw new IllegalArgumentException("buckets are not cumulative: " + cumulative);
        }
        counts[i++] = below - before;
        before = below;
      }
      double[] bounds = cumulative.headMap(Double.POSITIVE_INFINITY, false).keySet().stream()
          .mapToDouble(Double::doubleValue)
          .toArray();
      return Histogram.with(CustomBuckets.of(bounds))
          .count(all)
          .sum(sum)
          .positive(0, counts)
          .build()
          .compact();
    }

    private double last() {
      return cumulative.lastEntry().getValue();
    }
  }

  private final Map<Labels, NavigableMap<Long, Classic>> histograms = new TreeMap<>();

  /** Adds a sample of any series; those of classic histograms are kept. */
  void add(Labels labels, long timeMillis, double value) {
    String name = labels.get(Labels.METRIC_NAME);
    if (name.endsWith("_bucket")) {
      double bound = SeriesNotation.number(labels.get("le"));
      at(labels, "_bucket", timeMillis).cumulative.putIfAbsent(bound, value);
    } else if (name.endsWith("_count")) {
      at(labels, "_count", timeMillis).count = value;
    } else if (name.endsWith("_sum")) {
      at(labels, "_sum", timeMillis).sum = value;
    }
  }

  private Classic at(Labels labels, String suffix, long timeMillis) {
    String name = labels.get(Labels.METRIC_NAME);
    String base = name.substring(0, name.length() - suffix.length());
    return histograms
        .computeIfAbsent(
            labels.with(Labels.METRIC_NAME, base).with("le", ""), key -> new TreeMap<>())
        .computeIfAbsent(timeMillis, key -> new Classic());
  }

  /** Adds the native histograms to a source. */
  void addTo(TestSeriesSource source) {
    BiConsumer<Labels, NavigableMap<Long, Classic>> add = (labels, times) ->
        times.forEach((time, classic) -> source.add(labels, time, 0, classic.histogram(), 0));
    histograms.forEach(add);
  }
}
