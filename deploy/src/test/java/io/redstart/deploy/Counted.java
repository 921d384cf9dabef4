// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Compares the answers of a Prometheus API with the spans that were sent. */
final class Counted {
  private static final String BY = "sum by (service_name, span_name, span_kind, status_code) ";
  private static final String WITH_LE =
      "sum by (service_name, span_name, span_kind, status_code, le) ";
  private static final double[] BOUNDS_MILLIS = {
    2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000
  };

  private final PrometheusClient query;
  private final Map<Labels, long[]> durationsNanos;

  Counted(PrometheusClient query, KnownSpans spans) {
    this.query = query;
    this.durationsNanos = spans.durationsNanos();
  }

  /** Checks that the calls of every label set equal the truth. */
  void assertCalls(String metric) {
    Map<Labels, Double> truth = new TreeMap<>();
    durationsNanos.forEach((labels, nanos) -> truth.put(labels, (double) nanos.length));
    assertThat(query.query(BY + "(" + metric + ")").samples()).as(metric).isEqualTo(truth);
  }

  /** Checks that the sums of durations equal the truth to 1e-12. */
  void assertSums(String metric, double nanosPerUnit) {
    Map<Labels, Double> sums = query.query(BY + "(" + metric + ")").samples();
    assertThat(sums.keySet()).as(metric).isEqualTo(durationsNanos.keySet());
    durationsNanos.forEach((labels, nanos) -> {
      double truth = Arrays.stream(nanos).sum() / nanosPerUnit;
      assertThat(sums.get(labels))
          .as("%s of %s", metric, labels)
          .isCloseTo(truth, within(truth * 1e-12));
    });
  }

  /** Checks that every configured bucket of every label set equals the truth. */
  void assertBuckets(String metric, double nanosPerUnit) {
    Map<Labels, Double> truth = new TreeMap<>();
    durationsNanos.forEach((labels, nanos) -> {
      for (double bound : BOUNDS_MILLIS) {
        double boundNanos = bound * 1e6;
        truth.put(labels.with("le", PrometheusNumbers.format(boundNanos / nanosPerUnit)), (double)
            Arrays.stream(nanos).filter(one -> one <= boundNanos).count());
      }
      truth.put(labels.with("le", "+Inf"), (double) nanos.length);
    });
    assertThat(query.query(WITH_LE + "(" + metric + ")").samples()).as(metric).isEqualTo(truth);
  }

  /** Checks each label set's quantile: within 1 % of the duration of rank ⌈φn⌉, or of the next. */
  void assertQuantile(double phi, String metric, double nanosPerUnit) {
    String promql = "histogram_quantile(" + phi + ", " + WITH_LE + "(" + metric + "))";
    Map<Labels, Double> quantiles = query.query(promql).samples();
    assertThat(quantiles.keySet()).as(promql).isEqualTo(durationsNanos.keySet());
    durationsNanos.forEach((labels, nanos) -> {
      int rank = (int) Math.ceil(phi * nanos.length);
      double low = nanos[rank - 1] / nanosPerUnit;
      boolean tie = rank == phi * nanos.length && rank < nanos.length;
      double high = tie ? nanos[rank] / nanosPerUnit : low;
      assertThat(quantiles.get(labels))
          .as("quantile %s of %s", phi, labels)
          .isBetween(low * 0.99, high * 1.01);
    });
  }
}
