// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.value.BucketCursor;
import io.redstart.query.promql.value.FloatText;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.FakeShard;
import io.redstart.query.source.FakeStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Checks for random ranges that increments spread over several shards give the same answer as one
 * shard, to the last digit, and that the answer of one shard equals counting one by one.
 */
class RowMergeRandomTest {
  private static final long SEED = 4_711;
  private static final long WINDOW = FakeStore.WINDOW_MILLIS;
  private static final List<String> NAMES = List.of("calls", "duration_sum", "duration_bucket");

  private record Span(Labels labels, long stampMillis, long nanos, long weight) {}

  @Test
  void scattered_equalsOneShard() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 100; run++) {
      List<Span> spans = spans(random);
      FakeShard one = shard(spans);
      FakeShard[] several = new FakeShard[1 + random.nextInt(4)];
      List<List<Span>> shares = scatter(spans, several.length, random);
      for (int i = 0; i < several.length; i++) {
        several[i] = shard(shares.get(i));
      }
      long from = 100_000 + random.nextInt(40) * 1_234L;
      long through = from + WINDOW + random.nextInt(100_000);
      for (String name : NAMES) {
        assertThat(TestSeries.select(name, from, through, several))
            .as("seed %d, run %d, %s", SEED, run, name)
            .isEqualTo(TestSeries.select(name, from, through, one));
      }
      assertThat(counters(TestSeries.histograms(from, through, several)))
          .as("seed %d, run %d, histograms", SEED, run)
          .isEqualTo(counters(TestSeries.histograms(from, through, one)));
    }
  }

  @Test
  void calls_equalCountingOneByOne() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 100; run++) {
      List<Span> spans = spans(random);
      long from = 100_000 + random.nextInt(20) * WINDOW;
      TestSeries.select("calls", from, from + 60_000, shard(spans))
          .forEach((labels, samples) -> samples.forEach((seconds, value) -> {
            long expected = spans.stream()
                .filter(span -> span.labels.with(Labels.METRIC_NAME, "calls").equals(labels))
                .filter(span -> span.stampMillis <= seconds * 1000)
                .mapToLong(Span::weight)
                .sum();
            assertThat(value).as("seed %d", SEED).isEqualTo(Weight.toDouble(expected));
          }));
    }
  }

  @Test
  void histograms_equalBucketsAtTheConfiguredBounds() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 50; run++) {
      FakeShard shard = shard(spans(random));
      long from = 100_000 + random.nextInt(20) * WINDOW;
      var buckets = TestSeries.select("duration_bucket", from, from + 60_000, shard);
      for (Series fine : TestSeries.histograms(from, from + 60_000, shard)) {
        for (int bound = 0; bound < TestSeries.LAYOUT.boundCount(); bound++) {
          double millis = TestSeries.LAYOUT.boundNanos(bound) / 1e6;
          Labels labels = fine.labels()
              .with(Labels.METRIC_NAME, "duration_bucket")
              .with("le", FloatText.plain(millis));
          assertThat(counter(fine, millis)).as("seed %d", SEED).isEqualTo(buckets.get(labels));
        }
      }
    }
  }

  /** Returns the cumulative counts at every upper bound, by labels and bucket. */
  private static Map<String, Map<Long, Double>> counters(List<Series> all) {
    Map<String, Map<Long, Double>> counters = new HashMap<>();
    for (Series fine : all) {
      BucketCursor buckets = fine.histogram(fine.size() - 1).buckets();
      while (buckets.next()) {
        counters.put(
            fine.labels() + " (" + buckets.lower() + ", " + buckets.upper() + "]",
            counter(fine, buckets.upper()));
      }
    }
    return counters;
  }

  private static Map<Long, Double> counter(Series fine, double bound) {
    Map<Long, Double> samples = new HashMap<>();
    for (int sample = 0; sample < fine.size(); sample++) {
      double count = 0;
      BucketCursor buckets = fine.histogram(sample).buckets();
      while (buckets.next()) {
        count += buckets.upper() <= bound ? buckets.count() : 0;
      }
      samples.put(fine.timestampMillis(sample) / 1000, count);
    }
    return samples;
  }

  private static List<Span> spans(SplittableRandom random) {
    return IntStream.range(0, 1 + random.nextInt(60))
        .mapToObj(i -> new Span(
            Labels.of("service_name", "s" + random.nextInt(3)),
            100_000 + random.nextInt(30) * WINDOW,
            random.nextLong(1L << (1 + random.nextInt(40))),
            random.nextBoolean() ? Weight.ONE : 1 + random.nextLong(10 * Weight.ONE)))
        .toList();
  }

  private static List<List<Span>> scatter(List<Span> spans, int shards, SplittableRandom random) {
    int[] at = spans.stream().mapToInt(span -> random.nextInt(shards)).toArray();
    return IntStream.range(0, shards)
        .mapToObj(shard -> IntStream.range(0, at.length)
            .filter(i -> at[i] == shard)
            .mapToObj(spans::get)
            .toList())
        .toList();
  }

  private static FakeShard shard(List<Span> spans) {
    FakeShard shard = new FakeShard(TestSeries.LAYOUT, WINDOW);
    spans.forEach(span -> shard.count(span.labels, span.stampMillis, span.nanos, span.weight));
    return shard;
  }
}
