// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.query.remote.LabelsMessage;
import io.redstart.query.remote.chunk.Chunk;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes series as frames with chunks, one after the other as the client reads (storage/remote,
 * chunked.go, and prompb/remote.proto, message ChunkedReadResponse). A frame has one series, or a part
 * of one; it ends with the chunk that reaches {@link #FRAME_MAX_BYTES}.
 *
 * <pre>
 *   length    varint, of the message
 *   checksum  4 bytes, CRC-32C of the message, big-endian
 *   message:
 *     chunked_series = 1   message: labels = 1, chunks = 2
 *     query_index    = 2   int64
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
public final class ChunksAnswer {
  /** The value of {@code Content-Type}. */
  public static final String CONTENT_TYPE =
      "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

  /** The size at which a frame ends; Prometheus' default. */
  static final int FRAME_MAX_BYTES = 1 << 20;

  private static final int CHUNKED_SERIES = 1;
  private static final int QUERY_INDEX = 2;
  private static final int CHUNKS = 2;

  private final List<List<Series>> results;
  private final QueryLimits limits;
  private int query;
  private int series;
  private int sample;
  private long heldBytes;

  /**
   * Makes an answer of which nothing is written yet.
   *
   * @param results the series of each query, each with a sample, in the order of their labels
   */
  public ChunksAnswer(List<List<Series>> results, QueryLimits limits) {
    this.results = results;
    this.limits = limits;
  }

  /** Writes the next frame. Returns whether more follow. */
  public boolean writeNext(OutputStream out) throws IOException {
    while (query < results.size() && series == results.get(query).size()) {
      query++;
      series = 0;
    }
    if (query == results.size()) {
      return false;
    }
    write(frame(results.get(query).get(series)), out);
    return true;
  }

  private byte[] frame(Series of) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    int size = LabelsMessage.size(of.labels());
    do {
      limits.check();
      Chunk chunk = Chunk.of(of, sample);
      sample = chunk.end();
      chunks.add(chunk);
      size += CodedOutputStream.computeTagSize(CHUNKS)
          + CodedOutputStream.computeUInt32SizeNoTag(chunk.size())
          + chunk.size();
    } while (size < FRAME_MAX_BYTES && sample < of.size());
    if (sample == of.size()) {
      series++;
      sample = 0;
    }
    return message(of, chunks, size);
  }

  private byte[] message(Series of, List<Chunk> chunks, int seriesSize) throws IOException {
    int size = CodedOutputStream.computeTagSize(CHUNKED_SERIES)
        + CodedOutputStream.computeUInt32SizeNoTag(seriesSize)
        + seriesSize
        + CodedOutputStream.computeInt64Size(QUERY_INDEX, query);
    hold(size);
    byte[] message = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(message);
    out.writeTag(CHUNKED_SERIES, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(seriesSize);
    LabelsMessage.write(of.labels(), out);
    for (Chunk chunk : chunks) {
      out.writeTag(CHUNKS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(chunk.size());
      chunk.write(out);
    }
    out.writeInt64(QUERY_INDEX, query);
    out.checkNoSpaceLeft();
    return message;
  }

  /** Holds memory for the largest frame: its chunks, its message, and the bytes on their way. */
  private void hold(int frameBytes) {
    long needed = 3L * frameBytes;
    if (needed > heldBytes) {
      limits.hold(needed - heldBytes);
      heldBytes = needed;
    }
  }

  private static void write(byte[] message, OutputStream out) throws IOException {
    CRC32C checksum = new CRC32C();
    checksum.update(message);
    byte[] head = new byte[CodedOutputStream.computeUInt32SizeNoTag(message.length) + 4];
    CodedOutputStream headOut = CodedOutputStream.newInstance(head);
    headOut.writeUInt32NoTag(message.length);
    headOut.writeFixed32NoTag(Integer.reverseBytes((int) checksum.getValue()));
    out.write(head);
    out.write(message);
  }
}
