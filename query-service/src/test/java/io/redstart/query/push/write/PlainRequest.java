// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.redstart.query.promql.value.number.StaleMarker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Reads requests of remote write field by field, and prints what they say. */
public final class PlainRequest {
  private PlainRequest() {}

  /**
   * Returns the samples of a request of version 1.0, in order: {@code name{label=value} value@stamp},
   * with exemplars as {@code name{…} # {trace_id=…} value@stamp}.
   */
  public static List<String> first(byte[] message) {
    return read(message, false);
  }

  /** Returns the same of a request of version 2.0. */
  public static List<String> second(byte[] message) {
    return read(message, true);
  }

  private static List<String> read(byte[] message, boolean isSecond) {
    try {
      return isSecond ? readSecond(message) : readFirst(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> readFirst(byte[] message) throws IOException {
    List<String> lines = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> series(in.readByteArray(), List.of(), new int[] {1, 2, 4, 3}, lines);
        case 3 -> lines.add(metadata(in.readByteArray()));
        default -> throw new IOException("field " + tag);
      }
    }
    return lines;
  }

  private static String metadata(byte[] message) throws IOException {
    StringJoiner text = new StringJoiner(" ", "# ", "");
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      text.add(
          WireFormat.getTagFieldNumber(tag) == 1 ? String.valueOf(in.readEnum()) : in.readString());
    }
    return text.toString();
  }

  private static List<String> readSecond(byte[] message) throws IOException {
    List<String> symbols = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 4 -> symbols.add(in.readString());
        case 5 -> series(in.readByteArray(), symbols, new int[] {1, 2, 3, 4}, lines);
        default -> throw new IOException("field " + tag);
      }
    }
    if (!symbols.get(0).isEmpty()) {
      throw new IOException("the first symbol is " + symbols.get(0));
    }
    return lines;
  }

  /** Reads a series whose labels, samples, histograms and exemplars are fields of given numbers. */
  private static void series(byte[] message, List<String> symbols, int[] fields, List<String> lines)
      throws IOException {
    List<String> labels = new ArrayList<>();
    List<String> samples = new ArrayList<>();
    String rest = "";
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == fields[0]) {
        labels(in.readByteArray(), symbols, labels);
      } else if (field == fields[1]) {
        samples.add(sample(in.readByteArray()));
      } else if (field == fields[2]) {
        samples.add(histogram(in.readByteArray()));
      } else if (field == fields[3]) {
        samples.add(exemplar(in.readByteArray(), symbols));
      } else if (field == 5) {
        rest += " type " + type(in.readByteArray(), symbols);
      } else if (field == 6) {
        rest += " created " + in.readInt64();
      } else {
        throw new IOException("field " + field);
      }
    }
    String name = name(labels);
    for (String sample : samples) {
      lines.add(name + " " + sample + rest);
    }
  }

  private static String name(List<String> labels) {
    StringJoiner text = new StringJoiner(",", "{", "}");
    String name = "";
    for (int i = 0; i < labels.size(); i += 2) {
      if (labels.get(i).equals("__name__")) {
        name = labels.get(i + 1);
      } else {
        text.add(labels.get(i) + "=" + labels.get(i + 1));
      }
      if (i > 0 && labels.get(i).compareTo(labels.get(i - 2)) <= 0) {
        throw new IllegalArgumentException("labels out of order: " + labels);
      }
    }
    return name + text;
  }

  /** Adds names and values: texts of one label, or references to all. */
  private static void labels(byte[] message, List<String> symbols, List<String> labels)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    while (!in.isAtEnd()) {
      if (symbols.isEmpty()) {
        in.readTag();
        labels.add(in.readString());
      } else {
        labels.add(symbols.get(in.readUInt32()));
      }
    }
  }

  private static String type(byte[] message, List<String> symbols) throws IOException {
    StringJoiner text = new StringJoiner("/");
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      text.add(
          WireFormat.getTagFieldNumber(tag) == 1
              ? String.valueOf(in.readEnum())
              : symbols.get(in.readUInt32()));
    }
    return text.toString();
  }

  private static String sample(byte[] message) throws IOException {
    String text = "";
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> text += number(in.readDouble());
        case 2 -> text += "@" + in.readInt64();
        case 3 -> text += " since " + in.readInt64();
        default -> throw new IOException("field " + tag);
      }
    }
    return text;
  }

  private static String number(double value) {
    if (StaleMarker.is(value)) {
      return "stale";
    }
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String exemplar(byte[] message, List<String> symbols) throws IOException {
    List<String> labels = new ArrayList<>();
    String text = "";
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> labels(in.readByteArray(), symbols, labels);
        case 2 -> text += number(in.readDouble());
        case 3 -> text += "@" + in.readInt64();
        default -> throw new IOException("field " + tag);
      }
    }
    return "# " + name(labels) + " " + text;
  }

  private static String histogram(byte[] message) throws IOException {
    String text = "";
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 2 -> text += "count " + number(in.readDouble());
        case 3 -> text += " sum " + number(in.readDouble());
        case 4 -> text += " schema " + in.readSInt32();
        case 13 -> text += " buckets " + in.readByteArray().length / Double.BYTES;
        case 15 -> text += "@" + in.readInt64();
        case 17 -> text += " since " + in.readInt64();
        default -> in.skipField(tag);
      }
    }
    return text;
  }
}
