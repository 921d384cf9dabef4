// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.chunk;

import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.remote.NativeBuckets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes native histograms whose counts are floating-point numbers (tsdb/chunkenc, float_histogram.go
 * and histogram_meta.go). All samples of a chunk have the same buckets, of which some may be empty.
 *
 * <pre>
 *   count            16 bits
 *   resets           8 bits: 0, whether there was a reset before the chunk is unknown
 *   zero threshold   8 bits: 0 for 0, the exponent of a power of two + 243, or 255 and 64 bits
 *   schema           varbits with a sign
 *   positive spans   varbits: how many, each: length, offset with a sign
 *   negative spans   varbits: 0
 *   sample 1         time: varbits with a sign; 64 bits each: count, zero count, sum, every bucket
 *   further ones     change of the distance of times: varbits with a sign; {@link XorValue} each
 * </pre>
 */
final class HistogramChunk {
  private static final int EXPONENT_BIAS = 243;
  private static final int EXPONENT_MIN = -243;
  private static final int EXPONENT_MAX = 10;
  private static final int MANTISSA_BITS = 52;

  private HistogramChunk() {}

  /**
   * Encodes samples with the same schema and zero threshold. Holds one histogram at a time.
   *
   * @param buckets those of all samples
   */
  static byte[] encode(Series series, int from, int end, NativeBuckets buckets) {
    BitWriter out = new BitWriter();
    out.writeBits(end - from, 16);
    out.writeBits(0, 8);
    XorValue[] values = new XorValue[3 + buckets.size()];
    Arrays.setAll(values, i -> new XorValue(out));
    long before = 0;
    long distance = 0;
    for (int i = from; i < end; i++) {
      Histogram sample = Objects.requireNonNull(series.histogram(i), "histogram");
      if (i == from) {
        writeLayout(sample, buckets, out);
      }
      long next = series.timestampMillis(i) - before;
      out.writeVarbit(next - distance);
      distance = i == from ? 0 : next;
      before = series.timestampMillis(i);
      writeValues(numbers(sample, buckets), values, i == from);
    }
    return out.toByteArray();
  }

  private static void writeLayout(Histogram first, NativeBuckets buckets, BitWriter out) {
    writeZeroThreshold(first.zeroThreshold(), out);
    out.writeVarbit(NativeBuckets.schema(first));
    out.writeUnsignedVarbit(buckets.spans());
    for (int span = 0; span < buckets.spans(); span++) {
      out.writeUnsignedVarbit(buckets.length(span));
      out.writeVarbit(buckets.offset(span));
    }
    out.writeUnsignedVarbit(0);
  }

  private static void writeZeroThreshold(double threshold, BitWriter out) {
    long bits = Double.doubleToRawLongBits(threshold);
    int exponent = Math.getExponent(threshold);
    boolean isPower = threshold > 0 && bits << (Long.SIZE - MANTISSA_BITS) == 0;
    if (bits == 0) {
      out.writeBits(0, 8);
    } else if (isPower && exponent >= EXPONENT_MIN && exponent <= EXPONENT_MAX) {
      // Go's exponent is that of a number from a half to one, so larger by one.
      out.writeBits(exponent + 1 + EXPONENT_BIAS, 8);
    } else {
      out.writeBits(255, 8);
      out.writeBits(bits, Long.SIZE);
    }
  }

  private static double[] numbers(Histogram sample, NativeBuckets buckets) {
    double[] counts = buckets.counts(sample);
    double[] numbers = new double[3 + counts.length];
    numbers[0] = sample.count();
    numbers[1] = sample.zeroCount();
    numbers[2] = sample.sum();
    System.arraycopy(counts, 0, numbers, 3, counts.length);
    return numbers;
  }

  private static void writeValues(double[] numbers, XorValue[] values, boolean isFirst) {
    for (int i = 0; i < numbers.length; i++) {
      if (isFirst) {
        values[i].writeFirst(numbers[i]);
      } else {
        values[i].write(numbers[i]);
      }
    }
  }
}
