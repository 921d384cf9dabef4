// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.FIXED64;
import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;
import static io.redstart.ingest.otlp.ProtoReader.VARINT;

import io.redstart.model.Labels;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Converts an attribute's value to text as the Collector does for a label (pdata, {@code
 * Value.AsString}): a string unchanged, {@code true}, {@code 42}, {@code 0.5}, {@code Infinity},
 * bytes in Base64, lists and maps as JSON.
 *
 * <p>Control plane: runs once for each new label set, and allocates.
 */
public final class AnyValueText {
  // common/v1/common.proto, message AnyValue
  private static final int STRING_VALUE = 1 << 3 | LENGTH_DELIMITED;
  private static final int BOOL_VALUE = 2 << 3 | VARINT;
  private static final int INT_VALUE = 3 << 3 | VARINT;
  private static final int DOUBLE_VALUE = 4 << 3 | FIXED64;
  private static final int ARRAY_VALUE = 5 << 3 | LENGTH_DELIMITED;
  private static final int KVLIST_VALUE = 6 << 3 | LENGTH_DELIMITED;
  private static final int BYTES_VALUE = 7 << 3 | LENGTH_DELIMITED;
  private static final int STRING_VALUE_STRINDEX = 8 << 3 | VARINT;
  private static final long ANY_VALUE_KNOWN = 0b1_1111_1110;

  // common/v1/common.proto, messages ArrayValue and KeyValueList
  private static final int VALUES = 1 << 3 | LENGTH_DELIMITED;
  private static final long VALUES_KNOWN = 1 << 1;

  /** Greatest nesting depth of lists and maps, the same as in protobuf's own parsers. */
  static final int DEPTH_MAX = 100;

  private AnyValueText() {}

  /**
   * Returns the text of a value.
   *
   * @param anyValue the bytes of an {@code AnyValue}
   * @throws MalformedOtlpException if they are not one; positions count from the start of the array
   * @throws CharacterCodingException if a string in it is not UTF-8
   */
  public static String of(ByteSlice anyValue)
      throws MalformedOtlpException, CharacterCodingException {
    Object value = read(anyValue, 0);
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return JsonText.isFinite(number) ? JsonText.number(number) : number.toString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof List || value instanceof Map) {
      return JsonText.of(value);
    }
    return value.toString();
  }

  /** Returns a String, Boolean, Long, Double, byte[], List, Map or null. */
  private static @Nullable Object read(ByteSlice anyValue, int depth)
      throws MalformedOtlpException, CharacterCodingException {
    ProtoReader reader = new ProtoReader();
    reader.reset(anyValue.bytes(), anyValue.offset(), anyValue.length(), 0);
    if (depth > DEPTH_MAX) {
      throw reader.malformed("nested deeper than " + DEPTH_MAX, reader.position());
    }
    // A oneof: the last field wins; a message merges with an immediately preceding one of its kind.
    int last = 0;
    long number = 0;
    ByteSlice slice = new ByteSlice();
    while (reader.hasMore()) {
      int tag = reader.readTag();
      switch (tag) {
        case STRING_VALUE, BYTES_VALUE -> reader.readSlice(slice);
        case BOOL_VALUE, INT_VALUE, STRING_VALUE_STRINDEX -> number = reader.readVarint();
        case DOUBLE_VALUE -> number = reader.readFixed64();
        case ARRAY_VALUE, KVLIST_VALUE -> {
          if (tag == last) {
            OtlpAttributes.readMerged(reader, slice);
          } else {
            reader.readSlice(slice);
          }
        }
        default -> {
          reader.skip(tag, ANY_VALUE_KNOWN);
          tag = last;
        }
      }
      last = tag;
    }
    return value(last, number, slice, depth);
  }

  private static @Nullable Object value(int field, long number, ByteSlice slice, int depth)
      throws MalformedOtlpException, CharacterCodingException {
    return switch (field) {
      case STRING_VALUE -> slice.toUtf8();
      case BYTES_VALUE ->
        Arrays.copyOfRange(slice.bytes(), slice.offset(), slice.offset() + slice.length());
      case BOOL_VALUE -> number != 0;
      case INT_VALUE -> number;
      case DOUBLE_VALUE -> Double.longBitsToDouble(number);
      case ARRAY_VALUE -> readArray(slice, depth);
      case KVLIST_VALUE -> readMap(slice, depth);
      default -> null; // empty, or an index into a table that only profiles have
    };
  }

  private static List<@Nullable Object> readArray(ByteSlice array, int depth)
      throws MalformedOtlpException, CharacterCodingException {
    List<@Nullable Object> values = new ArrayList<>();
    for (ByteSlice value : readValues(array)) {
      values.add(read(value, depth + 1));
    }
    return values;
  }

  private static Map<String, @Nullable Object> readMap(ByteSlice map, int depth)
      throws MalformedOtlpException, CharacterCodingException {
    Map<String, @Nullable Object> values = new TreeMap<>(Labels::compareUtf8);
    for (ByteSlice keyValue : readValues(map)) {
      ByteSlice key = new ByteSlice();
      ByteSlice value = new ByteSlice();
      OtlpAttributes.readKeyValue(
          new ProtoReader(), keyValue.bytes(), keyValue.offset(), keyValue.length(), 0, key, value);
      values.put(key.toUtf8(), read(value, depth + 1));
    }
    return values;
  }

  private static List<ByteSlice> readValues(ByteSlice message) throws MalformedOtlpException {
    ProtoReader reader = new ProtoReader();
    reader.reset(message.bytes(), message.offset(), message.length(), 0);
    List<ByteSlice> values = new ArrayList<>();
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == VALUES) {
        ByteSlice value = new ByteSlice();
        reader.readSlice(value);
        values.add(value);
      } else {
        reader.skip(tag, VALUES_KNOWN);
      }
    }
    return values;
  }
}
