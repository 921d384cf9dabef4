// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.value.BucketCursor;
import io.redstart.query.promql.value.FloatText;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StaleMarker;
import io.redstart.query.source.FakeShard;
import io.redstart.query.source.FakeStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests series that end when they are no longer counted, and return. */
class ExpirationTest {
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final Labels CALLS = CART.with(Labels.METRIC_NAME, "calls");
  private static final long WINDOW = FakeStore.WINDOW_MILLIS;

  private final FakeShard shard = shard();

  private static FakeShard shard() {
    return new FakeShard(TestSeries.LAYOUT, WINDOW);
  }

  /** Returns samples as text by second; "end" is a staleness marker. */
  private static Map<Long, String> calls(
      long from, long through, long expiration, FakeShard... shards) {
    Map<Long, String> text = new LinkedHashMap<>();
    TestSeries.select("calls", from, through, expiration, shards)
        .getOrDefault(CALLS, Map.of())
        .forEach((second, value) ->
            text.put(second, StaleMarker.is(value) ? "end" : FloatText.plain(value)));
    return text;
  }

  @Test
  void samples_endAndBeginAgainWithTheOldTotal() {
    shard.count(CART, 110_000, 1, Weight.ONE);
    shard.count(CART, 140_000, 1, 2 * Weight.ONE);

    assertThat(calls(90_000, 170_000, 12_000, shard))
        .isEqualTo(Map.of(
            105L, "0", 110L, "1", 115L, "1", 120L, "1", 125L, "end", //
            135L, "1", 140L, "3", 145L, "3", 150L, "3", 155L, "end"));
  }

  @Test
  void lives_thatTouchAreOne() {
    shard.count(CART, 110_000, 1, Weight.ONE);
    shard.count(CART, 130_000, 1, Weight.ONE);

    assertThat(calls(90_000, 135_000, 10_000, shard))
        .isEqualTo(
            Map.of(105L, "0", 110L, "1", 115L, "1", 120L, "1", 125L, "1", 130L, "2", 135L, "2"));
  }

  @Test
  void expiration_shorterThanAWindowEndsAtTheCount() {
    shard.count(CART, 110_000, 1, Weight.ONE);

    assertThat(calls(90_000, 135_000, 1_000, shard))
        .isEqualTo(Map.of(105L, "0", 110L, "1", 115L, "end"));
  }

  @Test
  void whatEndedBeforeTheRange_isNotThere() {
    shard.count(CART, 110_000, 1, Weight.ONE);

    assertThat(calls(120_000, 200_000, 10_000, shard)).isEmpty();
    assertThat(calls(115_000, 200_000, 10_000, shard)).isEqualTo(Map.of(120L, "1", 125L, "end"));
  }

  @Test
  void otherShard_keepsALabelSetAlive() {
    FakeShard other = shard();
    shard.count(CART, 110_000, 1, Weight.ONE);
    other.count(CART, 120_000, 1, Weight.ONE);

    assertThat(calls(115_000, 145_000, 10_000, shard, other))
        .isEqualTo(Map.of(120L, "2", 125L, "2", 130L, "2", 135L, "end"));
  }

  @Test
  void forgottenRows_letALifeBeginWhereItIsKnown() {
    shard.count(CART, 100_000, 1, Weight.ONE);
    shard.count(CART, 110_000, 1, Weight.ONE);
    shard.forgetThrough(110_000);

    assertThat(calls(90_000, 200_000, 10_000, shard))
        .isEqualTo(Map.of(110L, "2", 115L, "2", 120L, "2", 125L, "end"));
  }

  @Test
  void everyRange_showsThePartOfTheWhole() {
    long seed = 20_261;
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 200; run++) {
      FakeShard[] shards = {shard(), shard()};
      TreeMap<Long, Long> counts = new TreeMap<>();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        long stamp = 100_000 + random.nextInt(60) * WINDOW;
        shards[random.nextInt(2)].count(CART, stamp, 1, Weight.ONE);
        counts.merge(stamp, 1L, Long::sum);
      }
      long expiration = 1 + random.nextInt(60_000);
      long from = 80_000 + random.nextInt(300_000);
      long through = from + WINDOW + random.nextInt(200_000);
      assertThat(calls(from, through, expiration, shards))
          .as("seed %d, run %d, %s, from %d through %d", seed, run, counts, from, through)
          .isEqualTo(expected(counts.headMap(through, true), from, through, expiration));
    }
  }

  /** Decides for each stamp separately whether the series is alive, and ends it with a marker. */
  private static Map<Long, String> expected(
      NavigableMap<Long, Long> counts, long from, long through, long expiration) {
    Map<Long, String> samples = new LinkedHashMap<>();
    for (long stamp = (from / WINDOW + 1) * WINDOW; stamp <= through; stamp += WINDOW) {
      if (isAlive(counts, stamp, expiration)) {
        long total =
            counts.headMap(stamp, true).values().stream().mapToLong(one -> one).sum();
        samples.put(stamp / 1000, Long.toString(total));
      } else if (!samples.isEmpty() && isAlive(counts, stamp - WINDOW, expiration)) {
        samples.put(stamp / 1000, "end");
      }
    }
    return samples;
  }

  private static boolean isAlive(NavigableMap<Long, Long> counts, long stamp, long expiration) {
    Long last = counts.floorKey(stamp);
    return counts.containsKey(stamp + WINDOW) || last != null && stamp <= last + expiration;
  }

  @Test
  void histograms_agree() {
    shard.count(CART, 110_000, 1, Weight.ONE);
    shard.count(CART, 140_000, 1, 2 * Weight.ONE);

    Series series = TestSeries.histograms(90_000, 170_000, 12_000, shard).get(0);

    assertThat(counts(series))
        .containsExactly(
            entry(105L, "0"),
            entry(110L, "1"),
            entry(115L, "1"),
            entry(120L, "1"),
            entry(125L, "end"),
            entry(135L, "1"),
            entry(140L, "3"),
            entry(145L, "3"),
            entry(150L, "3"),
            entry(155L, "end"));
  }

  @Test
  void histograms_agreeInEveryRange() {
    long seed = 20_262;
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 200; run++) {
      FakeShard[] shards = {shard(), shard()};
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        shards[random.nextInt(2)].count(
            CART, 100_000 + random.nextInt(60) * WINDOW, random.nextInt(1_000_000), Weight.ONE);
      }
      long expiration = 1 + random.nextInt(60_000);
      long from = 80_000 + random.nextInt(300_000);
      long through = from + WINDOW + random.nextInt(200_000);
      Map<Long, String> counts = new LinkedHashMap<>();
      if (!calls(from, through, expiration, shards).isEmpty()) {
        counts.putAll(
            counts(TestSeries.histograms(from, through, expiration, shards).get(0)));
      }
      assertThat(counts)
          .as("seed %d, run %d, from %d through %d", seed, run, from, through)
          .isEqualTo(calls(from, through, expiration, shards));
    }
  }

  /** Returns the counts of all bins by second, and where the series ends. */
  private static Map<Long, String> counts(Series series) {
    Map<Long, String> counts = new LinkedHashMap<>();
    for (int sample = 0; sample < series.size(); sample++) {
      String count = series.isStale(sample) ? "end" : FloatText.plain(total(series, sample));
      counts.put(series.timestampMillis(sample) / 1000, count);
    }
    return counts;
  }

  private static double total(Series series, int sample) {
    Histogram histogram = series.histogram(sample);
    BucketCursor buckets = histogram.buckets();
    double total = 0;
    while (buckets.next()) {
      total += buckets.count();
    }
    assertThat(total).isEqualTo(histogram.count());
    return total;
  }

  @Test
  void histograms_withoutExpirationIsNeverStale() {
    shard.count(CART, 110_000, 1, Weight.ONE);

    Series series = TestSeries.histograms(90_000, 170_000, shard).get(0);
    assertThat(counts(series)).doesNotContainValue("end").containsKey(170L);
  }

  @Test
  void histograms_areCompleteWithAndWithoutMarkers() {
    shard.count(CART, 110_000, 1, Weight.ONE);

    assertThat(TestSeries.histograms(90_000, 170_000, shard).get(0).isComplete())
        .isTrue();
    assertThat(TestSeries.histograms(90_000, 170_000, 12_000, shard).get(0).isComplete())
        .isTrue();
  }
}
