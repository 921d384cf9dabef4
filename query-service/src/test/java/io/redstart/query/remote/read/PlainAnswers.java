// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.redstart.model.Labels;
import io.redstart.query.remote.PlainSnappy;
import io.redstart.query.remote.chunk.PlainChunks;
import io.redstart.query.remote.chunk.PlainChunks.NativeHistogram;
import io.redstart.query.remote.chunk.PlainChunks.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Reads both forms of answers with protobuf's generic parser: the series of each query, in order. */
public final class PlainAnswers {
  private PlainAnswers() {}

  /** Reads the form {@code SAMPLES}. */
  public static List<Map<Labels, List<Sample>>> samples(byte[] body)
      throws InvalidProtocolBufferException {
    List<Map<Labels, List<Sample>>> results = new ArrayList<>();
    UnknownFieldSet response = UnknownFieldSet.parseFrom(PlainSnappy.decode(body));
    for (UnknownFieldSet result : messages(response, 1)) {
      Map<Labels, List<Sample>> series = new LinkedHashMap<>();
      for (UnknownFieldSet one : messages(result, 1)) {
        List<Sample> samples = new ArrayList<>();
        for (UnknownFieldSet sample : messages(one, 2)) {
          samples.add(
              new Sample(int64(sample, 2), sample.getField(1).getFixed64List().get(0), null));
        }
        for (UnknownFieldSet histogram : messages(one, 4)) {
          samples.add(new Sample(int64(histogram, 15), 0, histogram(histogram)));
        }
        samples.sort(Comparator.comparingLong(Sample::millis));
        if (series.put(labels(one), samples) != null) {
          throw new AssertionError(labels(one) + " twice");
        }
      }
      results.add(series);
    }
    return results;
  }

  private static NativeHistogram histogram(UnknownFieldSet message) {
    TreeMap<Integer, Double> buckets = new TreeMap<>();
    ByteBuffer counts = message
        .getField(13)
        .getLengthDelimitedList()
        .get(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
    int index = 0;
    for (UnknownFieldSet span : unchecked(message, 11)) {
      index += CodedInputStream.decodeZigZag32((int) int64(span, 1));
      for (long left = int64(span, 2); left > 0; left--) {
        buckets.put(index++, counts.getDouble());
      }
    }
    return new NativeHistogram(
        CodedInputStream.decodeZigZag32((int) int64(message, 4)),
        number(message, 5),
        number(message, 7),
        number(message, 2),
        number(message, 3),
        buckets);
  }

  private static List<UnknownFieldSet> unchecked(UnknownFieldSet message, int field) {
    try {
      return messages(message, field);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Reads the form {@code STREAMED_XOR_CHUNKS}. Fails if a series begins again after another one.
   *
   * @param queries how many queries were asked
   * @param frameMaxBytes the size that frames may exceed by one chunk
   */
  public static List<Map<Labels, List<Sample>>> chunks(byte[] body, int queries, int frameMaxBytes)
      throws InvalidProtocolBufferException {
    List<Map<Labels, List<Sample>>> results = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      results.add(new LinkedHashMap<>());
    }
    Labels before = null;
    for (byte[] frame : frames(body)) {
      if (frame.length > frameMaxBytes + 100_000) {
        throw new AssertionError("frame of " + frame.length + " bytes");
      }
      UnknownFieldSet message = UnknownFieldSet.parseFrom(frame);
      UnknownFieldSet one = messages(message, 1).get(0);
      Labels labels = labels(one);
      Map<Labels, List<Sample>> result =
          results.get(message.hasField(2) ? (int) int64(message, 2) : 0);
      if (result.containsKey(labels) && !labels.equals(before)) {
        throw new AssertionError(labels + " again");
      }
      List<Sample> samples = result.computeIfAbsent(labels, first -> new ArrayList<>());
      for (UnknownFieldSet chunk : messages(one, 2)) {
        addChunk(chunk, samples);
      }
      before = labels;
    }
    return results;
  }

  private static void addChunk(UnknownFieldSet chunk, List<Sample> samples) {
    ByteString data = chunk.getField(4).getLengthDelimitedList().get(0);
    List<Sample> own = PlainChunks.read((int) int64(chunk, 3), data.toByteArray());
    if (own.get(0).millis() != int64(chunk, 1)
        || own.get(own.size() - 1).millis() != int64(chunk, 2)) {
      throw new AssertionError("times of a chunk");
    }
    samples.addAll(own);
  }

  private static List<byte[]> frames(byte[] body) {
    List<byte[]> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(body);
    while (in.hasRemaining()) {
      int length = 0;
      int next;
      int shift = 0;
      do {
        next = in.get();
        length |= (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      int checksum = in.getInt();
      byte[] frame = new byte[length];
      in.get(frame);
      CRC32C expected = new CRC32C();
      expected.update(frame);
      if ((int) expected.getValue() != checksum) {
        throw new AssertionError("checksum");
      }
      frames.add(frame);
    }
    return frames;
  }

  private static Labels labels(UnknownFieldSet message) throws InvalidProtocolBufferException {
    Labels.Builder labels = new Labels.Builder();
    String before = "";
    for (UnknownFieldSet label : messages(message, 1)) {
      String name = text(label, 1);
      if (Labels.compareUtf8(before, name) >= 0) {
        throw new AssertionError(name + " after " + before);
      }
      before = name;
      labels.add(name, text(label, 2));
    }
    return labels.build();
  }

  private static String text(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
  }

  private static long int64(UnknownFieldSet message, int field) {
    List<Long> values = message.getField(field).getVarintList();
    return values.isEmpty() ? 0 : values.get(0);
  }

  private static double number(UnknownFieldSet message, int field) {
    return Double.longBitsToDouble(message.getField(field).getFixed64List().get(0));
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    Field all = message.getField(field);
    for (ByteString bytes : all.getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }
}
