// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.query.remote.SnappyBlock;
import io.redstart.query.remote.TimeSeriesMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes all samples as one message in one snappy block, part by part as the client reads
 * (prompb/remote.proto, message ReadResponse). Sizes come before content, so it measures the series
 * first.
 *
 * <pre>
 *   results      = 1   messages QueryResult, one for each query:
 *     timeseries = 1     {@link TimeSeriesMessage}
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
public final class SamplesAnswer {
  /** The value of {@code Content-Type}. */
  public static final String CONTENT_TYPE = "application/x-protobuf";

  /** The value of {@code Content-Encoding}. */
  public static final String CONTENT_ENCODING = "snappy";

  private static final int RESULTS = 1;
  private static final int TIMESERIES = 1;

  /** How many samples make a part. */
  private static final int SAMPLES = 256;

  private final List<List<Series>> results;
  /** By query and series: the size of the message. */
  private final long[][] sizes;
  /** By query: the size of the message. */
  private final long[] resultSizes;

  private final long size;
  private SnappyBlock.@Nullable Output block;
  private @Nullable CodedOutputStream out;
  private int query;
  /** The series to write next; −1 before the head of the result. */
  private int series = -1;

  private @Nullable TimeSeriesMessage current;

  /**
   * Measures an answer.
   *
   * @param results the series of each query
   * @throws PromqlException of kind {@code EXECUTION} if it is too large for a snappy block
   */
  public SamplesAnswer(List<List<Series>> results, QueryLimits limits) {
    this.results = results;
    this.sizes = new long[results.size()][];
    this.resultSizes = new long[results.size()];
    long all = 0;
    for (int i = 0; i < sizes.length; i++) {
      List<Series> own = results.get(i);
      limits.hold(Footprint.longs(own.size()));
      sizes[i] = new long[own.size()];
      for (int j = 0; j < sizes[i].length; j++) {
        sizes[i][j] = TimeSeriesMessage.size(own.get(j), limits);
        resultSizes[i] += fieldSize(sizes[i][j]);
      }
      all += fieldSize(resultSizes[i]);
    }
    this.size = all;
    if (size > SnappyBlock.CONTENT_MAX_BYTES) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "the answer has " + size + " bytes, but a snappy block at most "
              + SnappyBlock.CONTENT_MAX_BYTES + ": accept STREAMED_XOR_CHUNKS, or ask for less");
    }
  }

  /** Returns the size of a message with its tag and length; all numbers of fields are small. */
  private static long fieldSize(long message) {
    return 1 + CodedOutputStream.computeUInt64SizeNoTag(message) + message;
  }

  /** Writes the next part. Returns whether more follow. */
  public boolean writeNext(OutputStream to) throws IOException {
    if (block == null || out == null) {
      block = new SnappyBlock.Output(size, to);
      out = CodedOutputStream.newInstance(block);
    }
    boolean hasMore = query < results.size();
    if (hasMore) {
      write(out);
    } else {
      out.flush();
      block.close();
    }
    return hasMore;
  }

  private void write(CodedOutputStream into) throws IOException {
    if (current != null) {
      current = current.writeNext(SAMPLES, into) ? current : null;
      return;
    }
    List<Series> own = results.get(query);
    if (series < 0) {
      writeHead(RESULTS, resultSizes[query], into);
      series = 0;
    } else if (series < own.size()) {
      writeHead(TIMESERIES, sizes[query][series], into);
      current = new TimeSeriesMessage(own.get(series++));
    } else {
      query++;
      series = -1;
    }
  }

  private static void writeHead(int field, long length, CodedOutputStream into) throws IOException {
    into.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    into.writeUInt64NoTag(length);
  }
}
