// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.query.promql.value.histogram.Histogram;
import java.io.IOException;

/**
 * Writes a native histogram of durations (prompb/types.proto, message Histogram). Its counts are
 * floating-point numbers, because sampled spans count with fractions.
 *
 * <pre>
 *   count_float      = 2    double
 *   sum              = 3    double
 *   schema           = 4    sint32
 *   zero_threshold   = 5    double
 *   zero_count_float = 7    double
 *   positive_spans   = 11   messages: offset = 1 sint32, length = 2 uint32
 *   positive_counts  = 13   packed doubles
 *   reset_hint       = 14   enum: 0 unknown, 1 yes, 2 no, 3 gauge
 *   timestamp        = 15   int64, milliseconds
 * </pre>
 */
public final class HistogramMessage {
  private static final int COUNT_FLOAT = 2;
  private static final int SUM = 3;
  private static final int SCHEMA = 4;
  private static final int ZERO_THRESHOLD = 5;
  private static final int ZERO_COUNT_FLOAT = 7;
  private static final int POSITIVE_SPANS = 11;
  private static final int POSITIVE_COUNTS = 13;
  private static final int RESET_HINT = 14;
  private static final int TIMESTAMP = 15;
  private static final int SPAN_OFFSET = 1;
  private static final int SPAN_LENGTH = 2;

  private final long timestampMillis;
  private final Histogram histogram;
  private final NativeBuckets buckets;

  /**
   * Makes the message of one sample.
   *
   * @throws IllegalArgumentException if it is not a native histogram of durations
   */
  public HistogramMessage(long timestampMillis, Histogram histogram) {
    this.timestampMillis = timestampMillis;
    this.histogram = histogram;
    this.buckets = NativeBuckets.of(histogram);
  }

  /** Returns how many bytes {@link #write} writes. */
  public int size() {
    int size = CodedOutputStream.computeDoubleSize(COUNT_FLOAT, 0)
        + CodedOutputStream.computeDoubleSize(SUM, 0)
        + CodedOutputStream.computeSInt32Size(SCHEMA, NativeBuckets.schema(histogram))
        + CodedOutputStream.computeDoubleSize(ZERO_THRESHOLD, 0)
        + CodedOutputStream.computeDoubleSize(ZERO_COUNT_FLOAT, 0)
        + CodedOutputStream.computeEnumSize(RESET_HINT, resetHint())
        + CodedOutputStream.computeInt64Size(TIMESTAMP, timestampMillis);
    for (int span = 0; span < buckets.spans(); span++) {
      // A span takes less than 128 bytes.
      size += CodedOutputStream.computeTagSize(POSITIVE_SPANS) + 1 + spanSize(span);
    }
    return size
        + CodedOutputStream.computeTagSize(POSITIVE_COUNTS)
        + CodedOutputStream.computeUInt32SizeNoTag(countsSize())
        + countsSize();
  }

  private int spanSize(int span) {
    return CodedOutputStream.computeSInt32Size(SPAN_OFFSET, buckets.offset(span))
        + CodedOutputStream.computeUInt32Size(SPAN_LENGTH, buckets.length(span));
  }

  private int countsSize() {
    return buckets.size() * Double.BYTES;
  }

  private int resetHint() {
    return switch (histogram.hint()) {
      case UNKNOWN -> 0;
      case RESET -> 1;
      case NOT_RESET -> 2;
      case GAUGE -> 3;
    };
  }

  /** Writes the fields. */
  public void write(CodedOutputStream out) throws IOException {
    out.writeDouble(COUNT_FLOAT, histogram.count());
    out.writeDouble(SUM, histogram.sum());
    out.writeSInt32(SCHEMA, NativeBuckets.schema(histogram));
    out.writeDouble(ZERO_THRESHOLD, histogram.zeroThreshold());
    out.writeDouble(ZERO_COUNT_FLOAT, histogram.zeroCount());
    for (int span = 0; span < buckets.spans(); span++) {
      out.writeTag(POSITIVE_SPANS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(spanSize(span));
      out.writeSInt32(SPAN_OFFSET, buckets.offset(span));
      out.writeUInt32(SPAN_LENGTH, buckets.length(span));
    }
    out.writeTag(POSITIVE_COUNTS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(countsSize());
    for (double count : buckets.counts(histogram)) {
      out.writeDoubleNoTag(count);
    }
    out.writeEnum(RESET_HINT, resetHint());
    out.writeInt64(TIMESTAMP, timestampMillis);
  }
}
