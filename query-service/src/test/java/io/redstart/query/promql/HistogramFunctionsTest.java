// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.CustomBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.StaleMarker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HistogramFunctionsTest {
  private static final long STEP_MILLIS = 60_000;

  private final TestSeriesSource source = new TestSeriesSource();

  @Test
  void quantile_addsBucketsWhoseBoundsAreEqualNumbers() {
    bucket("d", "0.5", 0, 3);
    bucket("d", "5e-1", 0, 3);
    bucket("d", "1", 0, 9);
    bucket("d", "+Inf", 0, 12);
    assertThat(instant("histogram_quantile(0.25, d)").values()).containsExactly(0.25);
  }

  @Test
  void quantile_refusesMetricsThatDifferByNameOnly() {
    bucket("d", "+Inf", 0, 1);
    bucket("e", "+Inf", 0, 1);
    assertThatThrownBy(() -> instant("histogram_quantile(0.5, {__name__=~'d|e'})"))
        .isInstanceOf(PromqlException.class)
        .hasMessageContaining("vector cannot contain metrics with the same labelset");
  }

  @Test
  void quantile_leavesOutMixedHistogramsWithAWarning() {
    bucket("d", "1", 0, 1);
    bucket("d", "+Inf", 0, 2);
    nativeHistogram("d", 0);
    QueryResult result = query("histogram_quantile(0.5, d)", false);
    assertThat(((QueryValue.Vector) result.value()).samples()).isEmpty();
    assertThat(result.warnings())
        .containsExactly(
            "PromQL warning: vector contains a mix of classic and native histograms (1:25)");
  }

  @Test
  void quantile_namesTheMetricOnlyIfNamesAreRemovedAtTheEnd() {
    source.add(Labels.of("__name__", "d", "le", "x"), 0, 1);
    String warning =
        "PromQL warning: bucket label \"le\" is missing or has a malformed value of \"x\"";
    String query = "histogram_quantile(0.5, d)";
    assertThat(query(query, false).warnings()).containsExactly(warning + " (1:25)");
    assertThat(query(query, true).warnings())
        .containsExactly(warning + " for metric name \"d\" (1:25)");
  }

  @Test
  void quantile_warnsOfPhi() {
    bucket("d", "+Inf", 0, 1);
    QueryResult result = query("histogram_quantile(1.5, d)", false);
    assertThat(result.warnings())
        .containsExactly(
            "PromQL warning: quantile value should be between 0 and 1, got 1.5 (1:20)");
  }

  @Test
  void quantile_summarizesCorrectionsOfAllSteps() {
    for (int step = 0; step < 3; step++) {
      long millis = step * STEP_MILLIS;
      bucket("d", "1", millis, 10);
      bucket("d", "2", millis, 10 - step);
      bucket("d", "+Inf", millis, 12);
    }
    QueryResult result = range("histogram_quantile(0.5, d)");
    assertThat(result.infos())
        .containsExactly("PromQL info: input to histogram_quantile needed to be fixed for"
            + " monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/"
            + "#histogram_quantile), from buckets 2 to 2, with a max diff of 2, over 2 samples from"
            + " 1970-01-01T00:01:00Z to 1970-01-01T00:02:00Z (1:25)");
  }

  @Test
  void quantile_isOneSeriesWhenBucketsBecomeNative() {
    bucket("d", "2", 0, 4);
    bucket("d", "+Inf", 0, 4);
    Labels bucket = Labels.of("__name__", "d", "le", "2");
    staleAt(bucket, STEP_MILLIS);
    staleAt(Labels.of("__name__", "d", "le", "+Inf"), STEP_MILLIS);
    nativeHistogram("d", STEP_MILLIS);
    List<Series> series = matrix(range("histogram_quantile(0.5, d)"));
    assertThat(series).hasSize(1);
    assertThat(series.get(0).value(0)).isEqualTo(1);
    assertThat(series.get(0).value(1)).isEqualTo(0.5);
  }

  @Test
  void quantiles_writePhiAsOpenMetricsDoes() {
    bucket("d", "1", 0, 1);
    bucket("d", "+Inf", 0, 1);
    assertThat(instant("histogram_quantiles(d, 'q', 0, 0.00001, 0.25, 1)").keySet())
        .containsExactly("0.0", "0.25", "1.0", "1e-05");
  }

  @Test
  void quantiles_refuseTheSamePhiTwice() {
    bucket("d", "+Inf", 0, 1);
    assertThatThrownBy(() -> instant("histogram_quantiles(d, 'q', 0.5, 0.5)"))
        .isInstanceOf(PromqlException.class);
  }

  @Test
  void quantiles_addSeriesWhenPhiChanges() {
    for (int step = 0; step < 3; step++) {
      bucket("d", "1", step * STEP_MILLIS, 1);
      bucket("d", "+Inf", step * STEP_MILLIS, 1);
    }
    List<Series> series = matrix(range("histogram_quantiles(d, 'q', time() / 240)"));
    assertThat(series)
        .extracting(one -> one.labels().get("q"))
        .containsExactly("0.0", "0.25", "0.5");
    assertThat(series).extracting(Series::size).containsOnly(1);
    assertThat(series).extracting(one -> one.value(0)).containsExactly(0.0, 0.25, 0.5);
  }

  @Test
  void fraction_readsBothKinds() {
    bucket("d", "2", 0, 4);
    bucket("d", "+Inf", 0, 8);
    nativeHistogram("e", 0);
    assertThat(instant("histogram_fraction(0, 1, d)").values()).containsExactly(0.25);
    assertThat(instant("histogram_fraction(0, 0.5, e)").values()).containsExactly(0.5);
  }

  @Test
  void statistics_leaveOutNumbers() {
    source.add(Labels.of("__name__", "d", "kind", "number"), 0, 7);
    nativeHistogram("d", 0);
    assertThat(instant("histogram_count(d)").values()).containsExactly(4.0);
    assertThat(instant("histogram_sum(d)").values()).containsExactly(2.0);
    assertThat(instant("histogram_avg(d)").values()).containsExactly(0.5);
    assertThat(instant("histogram_stdvar(d)").values()).containsExactly(0.0);
    assertThat(instant("histogram_stddev(d + d)").get("")).isCloseTo(0, within(1e-12));
  }

  private void bucket(String name, String le, long timeMillis, double count) {
    source.add(Labels.of("__name__", name, "le", le), timeMillis, count);
  }

  private void staleAt(Labels labels, long timeMillis) {
    source.add(labels, timeMillis, Double.longBitsToDouble(StaleMarker.BITS));
  }

  /** Adds 4 observations between 0 and 1, whose mean is the middle. */
  private void nativeHistogram(String name, long timeMillis) {
    Histogram histogram =
        Histogram.with(CustomBuckets.of(0, 1)).count(4).sum(2).positive(1, 4).build();
    source.add(Labels.of("__name__", name), timeMillis, 0, histogram, 0);
  }

  private QueryResult query(String query, boolean delayed) {
    return engine(delayed).instant(query, 0, source, QueryLimits.unlimited());
  }

  private QueryResult range(String query) {
    return engine(false)
        .range(query, 0, 2 * STEP_MILLIS, STEP_MILLIS, source, QueryLimits.unlimited());
  }

  private static PromqlEngine engine(boolean delayedNameRemoval) {
    return new PromqlEngine(new EngineConfig(
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        SyntaxConfig.ALL,
        delayedNameRemoval,
        false,
        false));
  }

  /** Returns the results by their label {@code q}. */
  private Map<String, Double> instant(String query) {
    Map<String, Double> values = new TreeMap<>();
    ((QueryValue.Vector) query(query, false).value())
        .samples()
        .forEach(sample -> values.put(sample.labels().get("q"), sample.value()));
    return values;
  }

  private static List<Series> matrix(QueryResult result) {
    return ((QueryValue.Matrix) result.value()).series();
  }
}
