// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.chunk;

import com.google.protobuf.CodedOutputStream;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.remote.NativeBuckets;
import java.io.IOException;

/**
 * Some neighbouring samples of a series, all numbers or all histograms, as a message
 * (prompb/types.proto, message Chunk):
 *
 * <pre>
 *   min_time_ms = 1   the time of the first sample
 *   max_time_ms = 2   the time of the last one
 *   type        = 3   1 for numbers, 3 for histograms
 *   data        = 4   the samples
 * </pre>
 *
 * <p>A staleness marker among histograms is a number, and so in a chunk of its own.
 */
public final class Chunk {
  /** The most samples of a chunk, as in Prometheus. */
  static final int SAMPLES_MAX = 120;

  private static final int MIN_TIME = 1;
  private static final int MAX_TIME = 2;
  private static final int TYPE = 3;
  private static final int DATA = 4;
  private static final int NUMBERS = 1;
  private static final int FLOAT_HISTOGRAMS = 3;

  private final long fromMillis;
  private final long throughMillis;
  private final int type;
  private final byte[] data;
  private final int end;

  private Chunk(Series series, int from, int end, int type, byte[] data) {
    this.fromMillis = series.timestampMillis(from);
    this.throughMillis = series.timestampMillis(end - 1);
    this.type = type;
    this.data = data;
    this.end = end;
  }

  /** Makes a chunk of the samples of a series from an index on. */
  public static Chunk of(Series series, int from) {
    int last = Math.min(series.size(), from + SAMPLES_MAX);
    int end = from + 1;
    Histogram first = series.histogram(from);
    if (first == null) {
      while (end < last && series.histogram(end) == null) {
        end++;
      }
      return new Chunk(series, from, end, NUMBERS, NumberChunk.encode(series, from, end));
    }
    NativeBuckets buckets = NativeBuckets.of(first);
    for (; end < last; end++) {
      Histogram next = series.histogram(end);
      if (next == null) {
        break;
      }
      buckets = buckets.with(next);
    }
    return new Chunk(
        series, from, end, FLOAT_HISTOGRAMS, HistogramChunk.encode(series, from, end, buckets));
  }

  /** Returns the index of the first sample after the chunk. */
  public int end() {
    return end;
  }

  /** Returns how many bytes {@link #write} writes. */
  public int size() {
    return CodedOutputStream.computeInt64Size(MIN_TIME, fromMillis)
        + CodedOutputStream.computeInt64Size(MAX_TIME, throughMillis)
        + CodedOutputStream.computeEnumSize(TYPE, type)
        + CodedOutputStream.computeByteArraySize(DATA, data);
  }

  /** Writes the fields. */
  public void write(CodedOutputStream out) throws IOException {
    out.writeInt64(MIN_TIME, fromMillis);
    out.writeInt64(MAX_TIME, throughMillis);
    out.writeEnum(TYPE, type);
    out.writeByteArray(DATA, data);
  }
}
