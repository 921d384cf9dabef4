// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.PromqlException.Kind;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.StaleMarker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromqlEngineTest {
  private static final String BUCKETS = TestHistograms.NAME;

  private final TestSeriesSource source = new TestSeriesSource();

  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));

  private static QueryLimits samplesMax(int samplesMax) {
    MemoryBudget memory = new MemoryBudget("queries", 1 << 30);
    return QueryLimits.of(samplesMax, memory.lease());
  }

  private void addSamples(int count) {
    for (int i = 0; i < count; i++) {
      source.add(Labels.of(Labels.METRIC_NAME, "x_total"), i * 5_000L, i);
    }
  }

  @Test
  void instant_scalarNeedsNoSource() {
    SeriesSource away = (endMillis, limits) -> {
      throw new PromqlException(Kind.INTERNAL, "away");
    };
    QueryResult result = engine.instant("1 + 1", 4_000, away, QueryLimits.unlimited());
    assertThat(result.value()).isEqualTo(new QueryValue.Scalar(4_000, 2));
  }

  @ParameterizedTest
  @CsvSource({"(%s), 99", "-%s, 99", "%s + x_total, 499", "x_total ^ %s, 99", "sum(%s), 99"})
  void range_deepestQueryFitsASmallStack(String level, int levels) throws InterruptedException {
    addSamples(1);
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (int i = 0; i < levels; i++) {
      before.append(level, 0, level.indexOf('%'));
      after.append(level, level.indexOf('s', level.indexOf('%')) + 1, level.length());
    }
    String query = before + "x_total" + after;
    AtomicReference<Object> outcome = new AtomicReference<>();
    Runnable run = () -> outcome.set(
        engine.range(query, 0, 1, 1, source, QueryLimits.unlimited()).value());
    Thread thread = new Thread(null, run, "small", 1 << 20);
    thread.start();
    thread.join();
    assertThat(outcome.get()).isInstanceOf(QueryValue.Matrix.class);
  }

  @Test
  void range_scalarIsOneSeriesWithoutLabels() {
    QueryResult result = engine.range("1", 0, 2_500, 1_000, source, QueryLimits.unlimited());
    List<Series> series = ((QueryValue.Matrix) result.value()).series();
    assertThat(series).hasSize(1);
    assertThat(series.get(0).labels()).isEqualTo(Labels.empty());
    assertThat(series.get(0).size()).isEqualTo(3);
    assertThat(series.get(0).timestampMillis(2)).isEqualTo(2_000);
  }

  @Test
  void range_endBeforeStartIsBadData() {
    assertThatThrownBy(() -> engine.range("1", 1, 0, 1, source, QueryLimits.unlimited()))
        .isInstanceOfSatisfying(
            PromqlException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_DATA));
  }

  @Test
  void instant_tooManySamplesIsAnExecutionError() {
    addSamples(20);
    assertThatThrownBy(() -> engine.instant("rate(x_total[1h])", 100_000, source, samplesMax(10)))
        .hasMessageContaining("too many samples")
        .isInstanceOfSatisfying(
            PromqlException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXECUTION));
  }

  @Test
  void instant_viewIsOpenedForTheLatestSampleWanted() {
    AtomicLong opened = new AtomicLong();
    SeriesSource recording = (endMillis, limits) -> {
      opened.set(endMillis);
      return source.open(endMillis, limits);
    };
    engine.instant("x offset 1m + y offset -10s", 100_000, recording, QueryLimits.unlimited());
    assertThat(opened).hasValue(110_000);
  }

  @Test
  void instant_fineBinsTellDisjointScalesApart() {
    List<List<Long>> around1ms = List.of(List.of(), List.of(1_000_000L, 1_010_000L, 1_020_000L));
    List<List<Long>> around1min = List.of(List.of(), List.of(60_000_000_000L));
    addFine("a", around1ms);
    addFine("b", around1min);
    String histogram = "sum by (le) (rate(" + BUCKETS + "[10s]))";
    assertThat(value("histogram_quantile(0.5, " + histogram + ")")).isBetween(1.0, 1.03);
    assertThat(value("histogram_quantile(0.99, " + histogram + ")")).isBetween(59_400.0, 60_600.0);
    QueryResult result = engine.instant(
        "histogram_quantile(0.9, " + histogram + ")", 5_000, source, QueryLimits.unlimited());
    assertThat(result.infos()).isEmpty();
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void instant_zeroDurationsHaveQuantileZero() {
    addFine("a", List.of(List.of(), List.of(0L, 0L, 0L)));
    assertThat(value("histogram_quantile(0.5, " + BUCKETS + ")")).isZero();
  }

  @Test
  void instant_withoutFineBinsReadsTheBuckets() {
    source.add(Labels.of(Labels.METRIC_NAME, BUCKETS, "le", "2"), 5_000, 10);
    source.add(Labels.of(Labels.METRIC_NAME, BUCKETS, "le", "+Inf"), 5_000, 10);
    assertThat(value("histogram_quantile(0.5, " + BUCKETS + ")")).isEqualTo(1);
  }

  @Test
  void instant_finePhiOutOfRangeWarns() {
    addFine("a", List.of(List.of(), List.of(1_000_000L)));
    QueryResult result = engine.instant(
        "histogram_quantile(2, " + BUCKETS + ")", 5_000, source, QueryLimits.unlimited());
    assertThat(result.warnings())
        .containsExactly("PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)");
  }

  @Test
  void instant_fineQuantileEndsWithTheStalenessMarker() {
    Labels labels = Labels.of(Labels.METRIC_NAME, BUCKETS);
    Histogram four = Histogram.with(FineBins.of(new double[] {1}, new double[] {2}))
        .positive(0, 4)
        .count(4)
        .build();
    source.addHistograms(new Series(
        labels,
        new long[] {0, 5_000, 10_000},
        new double[] {0, 0, StaleMarker.value()},
        new Histogram[] {four, four, null},
        null));
    String query = "histogram_quantile(0.5, " + BUCKETS + ")";

    assertThat(((QueryValue.Vector)
                engine.instant(query, 9_999, source, QueryLimits.unlimited()).value())
            .samples())
        .hasSize(1);
    assertThat(((QueryValue.Vector)
                engine.instant(query, 10_000, source, QueryLimits.unlimited()).value())
            .samples())
        .isEmpty();
  }

  private void addFine(String op, List<List<Long>> observations) {
    Labels labels = Labels.of(Labels.METRIC_NAME, BUCKETS, "op", op);
    source.addHistograms(TestHistograms.fine(new TestHistograms.History(labels, 0, observations)));
  }

  private double value(String query) {
    QueryResult result = engine.instant(query, 5_000, source, QueryLimits.unlimited());
    List<QueryValue.Sample> samples = ((QueryValue.Vector) result.value()).samples();
    assertThat(samples).hasSize(1);
    return samples.get(0).value();
  }
}
