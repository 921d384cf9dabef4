// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.source.FakeShard;
import io.redstart.query.source.FakeStore;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SeriesBuilderTest {
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final long MILLI = 1_000_000;

  private final FakeShard shard = shard(TestSeries.LAYOUT);
  private final FakeShard other = shard(TestSeries.LAYOUT);

  private static FakeShard shard(CellLayout layout) {
    return new FakeShard(layout, FakeStore.WINDOW_MILLIS);
  }

  private static Labels named(String name) {
    return CART.with(Labels.METRIC_NAME, name);
  }

  @Test
  void calls_beginWithZeroOneWindowBeforeBirthAndGoOnIdle() {
    shard.count(CART, 110_000, MILLI, Weight.ONE);
    shard.count(CART, 120_000, MILLI, Weight.ONE);

    assertThat(TestSeries.select("calls", 90_000, 130_000, shard).get(named("calls")))
        .containsExactly(
            entry(105L, 0.0),
            entry(110L, 1.0),
            entry(115L, 1.0),
            entry(120L, 2.0),
            entry(125L, 2.0),
            entry(130L, 2.0));
  }

  @Test
  void calls_countWhatWasBeforeTheRange() {
    shard.count(CART, 100_000, MILLI, Weight.ONE);
    shard.count(CART, 110_000, MILLI, Weight.ONE);
    shard.count(CART, 125_000, MILLI, Weight.ONE);

    assertThat(TestSeries.select("calls", 112_345, 122_000, shard).get(named("calls")))
        .containsExactly(entry(115L, 2.0), entry(120L, 2.0));
  }

  @Test
  void counts_beyondTheLargest_stayThere() {
    double most = Weight.toDouble(Weight.MAX);
    shard.count(CART, 105_000, MILLI, Weight.MAX - Weight.ONE);
    other.count(CART, 105_000, MILLI, 5 * Weight.ONE);
    shard.count(CART, 110_000, 3 * MILLI, Weight.MAX);

    assertThat(TestSeries.select("calls", 100_000, 110_000, shard, other).get(named("calls")))
        .containsExactly(entry(105L, most), entry(110L, most));
    assertThat(TestSeries.select("duration_milliseconds_bucket", 100_000, 110_000, shard, other))
        .allSatisfy((labels, samples) -> assertThat(samples.values()).isSubsetOf(0.0, most));
    assertThat(TestSeries.select("calls", 105_000, 110_000, shard, other).get(named("calls")))
        .containsExactly(entry(110L, most));
  }

  @Test
  void calls_ofTwoShardsAddUpBeforeTheyAccumulate() {
    shard.count(CART, 110_000, MILLI, Weight.ONE);
    other.count(CART, 110_000, MILLI, Weight.ONE);
    other.count(CART, 105_000, MILLI, Weight.ONE);

    assertThat(TestSeries.select("calls", 90_000, 115_000, shard, other).get(named("calls")))
        .containsExactly(entry(100L, 0.0), entry(105L, 1.0), entry(110L, 3.0), entry(115L, 3.0));
  }

  @Test
  void calls_ofSampledSpansAreFractions() {
    shard.count(CART, 110_000, MILLI, Weight.ONE * 5 / 2);

    assertThat(TestSeries.select("calls", 105_000, 110_000, shard).get(named("calls")))
        .containsExactly(entry(110L, 2.5));
  }

  @Test
  void calls_afterForgottenRowsAreNotZeroAtBirth() {
    shard.count(CART, 100_000, MILLI, Weight.ONE);
    shard.count(CART, 110_000, MILLI, Weight.ONE);
    shard.count(CART, 120_000, MILLI, Weight.ONE);
    shard.forgetThrough(110_000);

    assertThat(TestSeries.select("calls", 90_000, 125_000, shard).get(named("calls")))
        .containsExactly(entry(115L, 2.0), entry(120L, 3.0), entry(125L, 3.0));
  }

  @Test
  void calls_whenAllRowsAreForgottenBeginWithTheLast() {
    shard.count(CART, 100_000, MILLI, Weight.ONE);
    shard.count(CART, 110_000, MILLI, Weight.ONE);
    shard.forgetThrough(115_000);

    assertThat(TestSeries.select("calls", 90_000, 120_000, shard).get(named("calls")))
        .containsExactly(entry(110L, 2.0), entry(115L, 2.0), entry(120L, 2.0));
  }

  @Test
  void sums_areInTheUnitOfTheName() {
    shard.count(CART, 110_000, 1_500_000, Weight.ONE);
    shard.count(CART, 110_000, 250_000, Weight.ONE);

    assertThat(TestSeries.select("duration_sum", 105_000, 110_000, shard))
        .containsEntry(named("duration_sum"), Map.of(110L, 1.75));
    assertThat(TestSeries.select("duration_seconds_sum", 105_000, 110_000, shard))
        .containsEntry(named("duration_seconds_sum"), Map.of(110L, 0.00175));
  }

  @Test
  void sums_outgrow64Bits() {
    for (int i = 0; i < 4; i++) {
      shard.count(CART, 110_000, Long.MAX_VALUE, Weight.ONE);
    }

    assertThat(TestSeries.select("duration_sum", 105_000, 110_000, shard))
        .containsEntry(named("duration_sum"), Map.of(110L, 0x1p65 / 1e6));
  }

  @Test
  void buckets_areExactAndCumulative() {
    shard.count(CART, 110_000, 2 * MILLI, Weight.ONE);
    shard.count(CART, 110_000, 2 * MILLI + 1, Weight.ONE);
    shard.count(CART, 115_000, 7_000 * MILLI, Weight.ONE);

    var series = TestSeries.select("duration_milliseconds_bucket", 105_000, 115_000, shard);
    assertThat(byLe(series))
        .containsOnly(
            entry("2", Map.of(110L, 1.0, 115L, 1.0)),
            entry("100", Map.of(110L, 2.0, 115L, 2.0)),
            entry("1000", Map.of(110L, 2.0, 115L, 2.0)),
            entry("+Inf", Map.of(110L, 2.0, 115L, 3.0)));
  }

  @Test
  void buckets_inSecondsHaveScaledBounds() {
    shard.count(CART, 110_000, MILLI, Weight.ONE);

    var series = TestSeries.select("duration_seconds_bucket", 105_000, 110_000, shard);
    assertThat(byLe(series)).containsOnlyKeys("0.002", "0.1", "1", "+Inf");
  }

  @Test
  void buckets_ofAnotherLayoutKeepTheirFineBins() {
    FakeShard without = shard(CellLayout.of());
    without.count(CART, 110_000, 50 * MILLI, Weight.ONE);
    without.count(CART, 100_000, 3 * MILLI, Weight.ONE);
    shard.count(CART, 110_000, 50 * MILLI, Weight.ONE);

    var series = TestSeries.select("duration_bucket", 105_000, 110_000, without, shard);
    assertThat(byLe(series))
        .containsOnly(
            entry("2", Map.of(110L, 0.0)),
            entry("100", Map.of(110L, 3.0)),
            entry("1000", Map.of(110L, 3.0)),
            entry("+Inf", Map.of(110L, 3.0)));
  }

  private static Map<String, Map<Long, Double>> byLe(Map<Labels, Map<Long, Double>> series) {
    return series.entrySet().stream()
        .collect(Collectors.toMap(one -> one.getKey().get("le"), Map.Entry::getValue));
  }
}
