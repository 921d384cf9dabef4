// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.query.source.distribution.Distribution;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Compares distributions with sorted durations, and with an HdrHistogram of the durations. */
class HdrDistributionRandomTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final double[] PERCENTILES = {1, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};
  private static final CellLayout LAYOUT =
      CellLayout.of(2_000_000, 100_000_000, 101_234_567, 15_000_000_000L);

  /** Half the width of a fine bin, and that of HdrHistogram's bucket. */
  private static final double ERROR = 0.0039 + 0.001;

  private static HdrDistribution of(Increment counts) {
    return new HdrDistribution(new Distribution(LAYOUT, counts, 0, 5_000));
  }

  private static long[] durations(SplittableRandom random) {
    long[] nanos = new long[1 + random.nextInt(5_000)];
    int octaves = 1 + random.nextInt(45);
    Arrays.setAll(nanos, i -> random.nextInt(100) == 0 ? 0 : random.nextLong(1L << octaves));
    Arrays.sort(nanos);
    return nanos;
  }

  @Test
  void percentiles_areThoseOfTheDurations() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 50; run++) {
      long[] sorted = durations(random);
      Increment counts = new Increment();
      Histogram whole = new Histogram(3);
      for (long nanos : sorted) {
        counts.record(LAYOUT.cellOf(nanos), Weight.ONE, nanos);
        whole.recordValue(nanos);
      }
      HdrDistribution hdr = of(counts);
      byte[] bytes = Base64.getDecoder().decode(hdr.encoded());
      Histogram decoded = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 1);
      assertThat(decoded.getTotalCount()).isEqualTo(sorted.length);
      for (double percentile : PERCENTILES) {
        long nanos = sorted[Math.max(1, (int) Math.ceil(percentile / 100 * sorted.length)) - 1];
        String which = "%s of %d, seed %d".formatted(percentile, sorted.length, SEED);
        assertClose(hdr.percentileNanos(percentile), nanos, ERROR, which);
        assertClose(decoded.getValueAtPercentile(percentile), nanos, ERROR, which);
        assertClose(
            decoded.getValueAtPercentile(percentile),
            whole.getValueAtPercentile(percentile),
            ERROR + 0.001,
            which);
      }
      assertThat(hdr.meanNanos()).isCloseTo(Arrays.stream(sorted).average().orElse(0), within(0.5));
      assertThat(hdr.minNanos()).isLessThanOrEqualTo(sorted[0]);
      assertThat(hdr.maxNanos()).isGreaterThanOrEqualTo(sorted[sorted.length - 1]);
    }
  }

  private static void assertClose(long found, long expected, double error, String which) {
    assertThat((double) found).as(which).isCloseTo(expected, within(1 + error * expected));
  }

  @Test
  void fractions_areRoundedOnce() {
    SplittableRandom random = new SplittableRandom(SEED);
    Increment counts = new Increment();
    for (int i = 0; i < 3_000; i++) {
      counts.addCell(random.nextInt(2_000), random.nextLong(Weight.ONE));
    }
    HdrDistribution hdr = of(counts);
    assertThat((double) hdr.histogram().getTotalCount())
        .as("seed %d", SEED)
        .isCloseTo(hdr.count(), within(0.5));
  }

  @Test
  void extremes_fit() {
    Increment counts = new Increment();
    counts.record(LAYOUT.cellOf(0), Weight.ONE, 0);
    counts.record(LAYOUT.cellOf(Long.MAX_VALUE), Weight.ONE, Long.MAX_VALUE);
    HdrDistribution hdr = of(counts);
    assertThat(hdr.minNanos()).isZero();
    assertThat(hdr.maxNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(hdr.percentileNanos(50)).isZero();
    assertClose(hdr.percentileNanos(99), Long.MAX_VALUE, ERROR, "99");
    assertThat(hdr.encoded()).startsWith("HIST");
    assertThat(hdr.histogram().getNeededByteBufferCapacity())
        .isLessThan((int) HdrDistribution.MEMORY_BYTES / 2);
  }

  @Test
  void table_beginsWithItsNotes() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    List<String> notes = List.of("Warning: aggregator \"b\"\nis gone", "Info: old");
    assertThat(new PercentileTable(of(new Increment()), notes).writeNext(text)).isFalse();
    assertThat(text.toString())
        .startsWith("#[Warning: aggregator \"b\" is gone]\n#[Info: old]\n       Value ");
  }
}
