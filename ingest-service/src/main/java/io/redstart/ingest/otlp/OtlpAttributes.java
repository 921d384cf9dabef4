// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;

import java.util.Arrays;

/** The attributes of a resource or a span, each a {@code KeyValue}; a key may occur twice. */
public final class OtlpAttributes extends FoundMessages {
  // opentelemetry/proto/common/v1/common.proto, message KeyValue
  private static final int KEY = 1 << 3 | LENGTH_DELIMITED;
  private static final int VALUE = 2 << 3 | LENGTH_DELIMITED;
  private static final long KNOWN = 1 << 1 | 1 << 2;

  private static final int ROOM = 16;

  OtlpAttributes() {
    super(ROOM);
  }

  /**
   * Reads an attribute.
   *
   * @param key set to its key
   * @param value set to its value, the bytes of an {@code AnyValue}, see {@link AnyValueText};
   *     empty if there is none, like an {@code AnyValue} without a value
   * @throws MalformedOtlpException if it is not a {@code KeyValue}
   */
  public void read(int index, ByteSlice key, ByteSlice value) throws MalformedOtlpException {
    key.set(bytes, offsets[index], 0);
    value.set(bytes, offsets[index], 0);
    readKeyValue(reader, bytes, offsets[index], lengths[index], origin, key, value);
  }

  static void readKeyValue(
      ProtoReader reader,
      byte[] bytes,
      int offset,
      int length,
      int origin,
      ByteSlice key,
      ByteSlice value)
      throws MalformedOtlpException {
    reader.reset(bytes, offset, length, origin);
    boolean valueSeen = false;
    while (reader.hasMore()) {
      int tag = reader.readTag();
      switch (tag) {
        case KEY -> reader.readSlice(key);
        case VALUE -> {
          if (valueSeen) {
            readMerged(reader, value);
          } else {
            reader.readSlice(value);
            valueSeen = true;
          }
        }
        default -> reader.skip(tag, KNOWN);
      }
    }
  }

  /**
   * Reads another part of a message and merges it with the previous one. By protobuf's definition
   * of merging, if each part is whole, parsing their concatenation gives the same result, so this
   * method appends them in a separate array, which grows by doubling. It allocates; no sender does
   * this.
   */
  static void readMerged(ProtoReader reader, ByteSlice message) throws MalformedOtlpException {
    ByteSlice part = new ByteSlice();
    reader.readSlice(part);
    reader.checkWhole(part);
    boolean isFirstMerge = message.bytes() == reader.bytes();
    if (isFirstMerge) {
      reader.checkWhole(message);
    }
    int begin = message.offset();
    int length = message.length() + part.length();
    byte[] merged = message.bytes();
    if (isFirstMerge || merged.length < length) {
      merged = Arrays.copyOfRange(merged, begin, begin + message.length());
      merged = Arrays.copyOf(merged, 2 * length);
    }
    System.arraycopy(part.bytes(), part.offset(), merged, message.length(), part.length());
    message.set(merged, 0, length);
  }
}
