// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.config.StoreConfig;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.FakeShard;
import io.redstart.query.source.FakeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares rows of several lengths with the rows of 5 s that they were folded from. */
class TieredRowsRandomTest {
  private static final long SEED = System.nanoTime();
  private static final long WINDOW = FakeStore.WINDOW_MILLIS;
  private static final long HOUR = 3_600_000;
  private static final long BEGIN = 4 * HOUR;

  private static final List<StoreConfig.Tier> FINE = List.of(tier(5, 3_600));
  private static final List<List<StoreConfig.Tier>> COARSE = List.of(
      List.of(tier(5, 600), tier(60, 3_600)),
      List.of(tier(5, 300), tier(30, 1_200), tier(120, 3_600)),
      List.of(tier(5, 5), tier(60, 3_600)));

  private static StoreConfig.Tier tier(long windowSeconds, long keptSeconds) {
    return new StoreConfig.Tier(Duration.ofSeconds(windowSeconds), Duration.ofSeconds(keptSeconds));
  }

  /** One counted span, in the shard with an index. */
  private record Span(Labels labels, int shard, long stampMillis, long nanos, long weight) {}

  /** One random case: spans, and a range of time to read. */
  private static final class Case {
    final List<Span> spans = new ArrayList<>();
    final FakeShard[] shards;
    final Selection selection;
    final Timeline fine;
    final Timeline tiered;

    Case(SplittableRandom random) {
      int count = 1 + random.nextInt(80);
      shards = IntStream.range(0, 1 + random.nextInt(3))
          .mapToObj(shard -> new FakeShard(TestSeries.LAYOUT, WINDOW))
          .toArray(FakeShard[]::new);
      long firstMillis = BEGIN + WINDOW * (1 + random.nextInt(600));
      for (int i = 0; i < count; i++) {
        spans.add(new Span(
            Labels.of("service_name", "s" + random.nextInt(3)),
            random.nextInt(shards.length),
            firstMillis + WINDOW * random.nextInt(60),
            random.nextLong(1L << (1 + random.nextInt(40))),
            random.nextBoolean() ? Weight.ONE : 1 + random.nextLong(10 * Weight.ONE)));
      }
      spans.forEach(
          span -> shards[span.shard].count(span.labels, span.stampMillis, span.nanos, span.weight));
      long sealed = BEGIN + HOUR - WINDOW * random.nextInt(30);
      long from = BEGIN + random.nextLong(HOUR / 2);
      selection = new Selection(List.of(), from, from + WINDOW + random.nextLong(HOUR / 2));
      fine = Timeline.of(selection, new Tiers(FINE, sealed), 0).orElseThrow();
      List<StoreConfig.Tier> coarse = COARSE.get(random.nextInt(COARSE.size()));
      tiered = Timeline.of(selection, new Tiers(coarse, sealed), 0).orElseThrow();
    }

    /** Returns the calls through a stamp where each shard's rows are straight lines. */
    double interpolated(Labels labels, long stampMillis) {
      return IntStream.range(0, shards.length)
          .mapToDouble(shard -> interpolated(labels, shard, stampMillis))
          .sum();
    }

    private double interpolated(Labels labels, int shard, long stampMillis) {
      long window = tiered.rowMillis(stampMillis);
      long end = -Math.floorDiv(-stampMillis, window) * window;
      long birth = spans.stream()
          .filter(span -> span.shard == shard && span.labels.equals(labels))
          .mapToLong(Span::stampMillis)
          .min()
          .orElse(Long.MAX_VALUE / 2);
      long begin = Math.max(end - window, birth - WINDOW);
      if (stampMillis < birth) {
        return 0;
      }
      double before = calls(labels, shard, begin);
      double counted = calls(labels, shard, end) - before;
      return before + counted * (stampMillis - begin) / (end - begin);
    }

    private double calls(Labels labels, int shard, long throughMillis) {
      return spans.stream()
          .filter(span -> span.shard == shard
              && span.labels.equals(labels)
              && span.stampMillis <= throughMillis)
          .mapToDouble(span -> Weight.toDouble(span.weight))
          .sum();
    }
  }

  @Test
  void samples_areExactWhereAWindowEndsAndOnAStraightLineBetween() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 300; run++) {
      Case one = new Case(random);
      String when = "seed %d, run %d".formatted(SEED, run);
      Map<Labels, Map<Long, Double>> tiered = TestSeries.select("calls", one.tiered, one.shards);
      Map<Labels, Map<Long, Double>> fine = TestSeries.select("calls", one.fine, one.shards);
      assertThat(tiered.keySet()).as(when).isEqualTo(fine.keySet());
      tiered.forEach((labels, samples) -> {
        assertThat(samples.keySet()).as(when).isEqualTo(fine.get(labels).keySet());
        samples.forEach((second, value) -> assertThat(value)
            .as("%s, %s at %d s", when, labels, second)
            .isCloseTo(
                one.interpolated(labels.without(Set.of(Labels.METRIC_NAME)), second * 1_000),
                within(one.shards.length * 0x1p-16)));
      });
    }
  }

  @Test
  void everyMetric_isExactWhereAWindowEnds() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 200; run++) {
      Case one = new Case(random);
      for (String name : List.of("calls", "duration_sum", "duration_bucket")) {
        String when = "seed %d, run %d, %s".formatted(SEED, run, name);
        Map<Labels, Map<Long, Double>> fine = TestSeries.select(name, one.fine, one.shards);
        TestSeries.select(name, one.tiered, one.shards)
            .forEach((labels, samples) -> samples.forEach((second, value) -> {
              if (second * 1_000 % one.tiered.rowMillis(second * 1_000) == 0) {
                assertThat(value).as(when).isEqualTo(fine.get(labels).get(second));
              }
            }));
      }
    }
  }
}
