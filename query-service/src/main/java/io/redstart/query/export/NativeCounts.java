// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.query.promql.value.NativeColumn;
import io.redstart.query.remote.NativeBuckets;
import io.redstart.query.source.latest.LatestCounts;
import java.io.IOException;
import java.util.Arrays;

/**
 * Collects the buckets of one native histogram of durations, and writes them: {@linkplain
 * NativeBuckets their spans}, and the difference of each count to the one before, or the counts
 * themselves if they have fractions (client_model, {@code metrics.proto}, message Histogram).
 *
 * <pre>
 *   index   171  172  257
 *   count     4    6    1     deltas 4 2 -5
 * </pre>
 */
public final class NativeCounts implements LatestCounts.NativeSink {
  private int[] indexes = new int[16];
  private double[] counts = new double[16];
  private int size;
  private double zeros;

  @Override
  public void bucket(boolean isZero, int index, double count) {
    if (isZero) {
      zeros += count;
      return;
    }
    if (size > 0 && indexes[size - 1] == index) {
      counts[size - 1] += count;
      return;
    }
    if (size == indexes.length) {
      indexes = Arrays.copyOf(indexes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    indexes[size] = index;
    counts[size++] = count;
  }

  /** Returns the indexes of the buckets, ascending. */
  public int[] indexes() {
    return Arrays.copyOf(indexes, size);
  }

  /** Returns the counts of the buckets. */
  public double[] counts() {
    return Arrays.copyOf(counts, size);
  }

  /** Returns the count of the zero bucket. */
  public double zeros() {
    return zeros;
  }

  /** Returns whether no count has a fraction. */
  boolean areWhole() {
    return Arrays.stream(counts, 0, size).allMatch(ProtobufWriter::isWhole)
        && ProtobufWriter.isWhole(zeros);
  }

  /** Writes the fields of a {@code Histogram} that make it native. */
  void writeTo(CodedOutputStream histogram, boolean isWhole) throws IOException {
    histogram.writeSInt32(5, NativeColumn.SCHEMA);
    histogram.writeDouble(6, NativeColumn.ZERO_THRESHOLD);
    ProtobufWriter.writeCount(histogram, 7, 8, zeros, isWhole);
    writeSpans(histogram);
    if (isWhole) {
      writeDeltas(histogram);
    } else {
      for (int i = 0; i < size; i++) {
        histogram.writeDouble(14, counts[i]);
      }
    }
  }

  private void writeSpans(CodedOutputStream histogram) throws IOException {
    NativeBuckets spans = NativeBuckets.of(indexes());
    for (int i = 0; i < spans.spans(); i++) {
      int offset = spans.offset(i);
      int length = spans.length(i);
      histogram.writeTag(12, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      histogram.writeUInt32NoTag(CodedOutputStream.computeSInt32Size(1, offset)
          + CodedOutputStream.computeUInt32Size(2, length));
      histogram.writeSInt32(1, offset);
      histogram.writeUInt32(2, length);
    }
  }

  private void writeDeltas(CodedOutputStream histogram) throws IOException {
    double before = 0;
    for (int i = 0; i < size; i++) {
      histogram.writeSInt64(13, (long) (counts[i] - before));
      before = counts[i];
    }
  }
}
