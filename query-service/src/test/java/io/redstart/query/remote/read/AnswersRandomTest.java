// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import io.redstart.query.promql.value.number.StaleMarker;
import io.redstart.query.remote.chunk.PlainChunks.NativeHistogram;
import io.redstart.query.remote.chunk.PlainChunks.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads answers with random series by plain decoders. */
class AnswersRandomTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final QueryLimits LIMITS = QueryLimits.unlimited();

  /** Writes parts of an answer. */
  private interface Parts {
    boolean writeNext(ByteArrayOutputStream out) throws IOException;
  }

  private static byte[] write(Parts parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (parts.writeNext(out)) {}
    return out.toByteArray();
  }

  private static void assertRoundTrip(List<List<Series>> results) throws IOException {
    List<Map<Labels, List<Sample>>> expected = new ArrayList<>();
    for (List<Series> result : results) {
      Map<Labels, List<Sample>> series = new LinkedHashMap<>();
      result.forEach(one -> series.put(one.labels(), samples(one)));
      expected.add(series);
    }
    SamplesAnswer samples = new SamplesAnswer(results, LIMITS);
    assertThat(PlainAnswers.samples(write(samples::writeNext)))
        .as("seed %d", SEED)
        .isEqualTo(expected);
    ChunksAnswer chunks = new ChunksAnswer(results, LIMITS);
    byte[] stream = write(chunks::writeNext);
    assertThat(PlainAnswers.chunks(stream, results.size(), ChunksAnswer.FRAME_MAX_BYTES))
        .as("seed %d", SEED)
        .isEqualTo(expected);
  }

  private static List<Sample> samples(Series series) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Histogram histogram = series.histogram(i);
      long millis = series.timestampMillis(i);
      samples.add(
          histogram == null
              ? Sample.of(millis, series.value(i))
              : new Sample(millis, 0, plain(histogram)));
    }
    return samples;
  }

  private static NativeHistogram plain(Histogram histogram) {
    TreeMap<Integer, Double> buckets = new TreeMap<>();
    int[] indexes = histogram.positiveIndexes();
    for (int i = 0; i < indexes.length; i++) {
      buckets.put(indexes[i], histogram.positiveCounts()[i]);
    }
    return new NativeHistogram(
        ((ExponentialBuckets) histogram.layout()).schema(),
        histogram.zeroThreshold(),
        histogram.zeroCount(),
        histogram.count(),
        histogram.sum(),
        buckets);
  }

  @Test
  void randomSeries_areReadAsTheyWere() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 60; run++) {
      List<List<Series>> results = new ArrayList<>();
      for (int queries = random.nextInt(4); queries > 0; queries--) {
        List<Series> series = new ArrayList<>();
        for (int left = random.nextInt(6); left > 0; left--) {
          Labels labels =
              Labels.of("__name__", "m", "a", "ä".repeat(random.nextInt(200))).with("n", "" + left);
          int size = 1 + random.nextInt(random.nextBoolean() ? 5 : 500);
          series.add(
              random.nextInt(3) == 0
                  ? histograms(labels, size, random)
                  : numbers(labels, size, random));
        }
        results.add(series);
      }
      assertRoundTrip(results);
    }
  }

  private static long[] times(int size, SplittableRandom random) {
    long[] times = new long[size];
    long millis = random.nextLong(-1_000_000, 1_700_000_000_000L);
    int kind = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      times[i] = millis;
      millis += switch (kind) {
        case 0 -> 5_000;
        case 1 -> 5_000 + random.nextInt(20_000);
        case 2 -> 1 + random.nextLong(1L << random.nextInt(1, 40));
        default -> 5_000 * (1 + random.nextInt(2));
      };
    }
    return times;
  }

  private static Series numbers(Labels labels, int size, SplittableRandom random) {
    double[] values = new double[size];
    int kind = random.nextInt(3);
    double value = 0;
    for (int i = 0; i < size; i++) {
      values[i] = switch (kind) {
        case 0 -> value += random.nextInt(3) * random.nextInt(1_000);
        case 1 -> Double.longBitsToDouble(random.nextLong());
        default -> value += random.nextDouble();
      };
      if (random.nextInt(100) == 0) {
        values[i] = StaleMarker.value();
      }
    }
    return new Series(labels, times(size, random), values);
  }

  /** Counters, whose buckets become more; markers are numbers. */
  private static Series histograms(Labels labels, int size, SplittableRandom random) {
    @Nullable Histogram[] histograms = new Histogram[size];
    double[] values = new double[size];
    TreeMap<Integer, Double> counts = new TreeMap<>();
    double sum = 0;
    double zeros = 0;
    int width = 1 + random.nextInt(1_000);
    double threshold =
        new double[] {0, 0x1p-128, 0x1p-243, 0x1p-244, 1024, 0.3, 2048}[random.nextInt(7)];
    for (int i = 0; i < size; i++) {
      for (int more = random.nextInt(4); more > 0; more--) {
        counts.merge(random.nextInt(-width, width), 1.0 + random.nextInt(2) * 0.5, Double::sum);
        sum += random.nextDouble();
        zeros += random.nextInt(20) == 0 ? 1 : 0;
      }
      if (random.nextInt(100) == 0) {
        values[i] = StaleMarker.value();
      } else {
        histograms[i] = Histogram.with(ExponentialBuckets.of(7))
            .hint(ResetHint.NOT_RESET)
            .zero(threshold, zeros)
            .positive(
                counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                counts.values().stream().mapToDouble(Double::doubleValue).toArray())
            .count(zeros
                + counts.values().stream().mapToDouble(Double::doubleValue).sum())
            .sum(sum)
            .build();
      }
    }
    return new Series(labels, times(size, random), values, histograms, null);
  }

  @Test
  void longSeries_areCutIntoFrames() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = random.doubles(400_000).toArray();
    long[] times = new long[values.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = i * 5_000L;
    }
    Series series = new Series(Labels.of("__name__", "m"), times, values);
    assertRoundTrip(List.of(List.of(series)));
  }
}
