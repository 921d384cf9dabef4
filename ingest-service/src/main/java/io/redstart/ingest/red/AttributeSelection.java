// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The values of some attributes, by the position of their keys in a list: found in one pass over the
 * attributes of a resource or a span. Of a key that stands twice the first counts, as in the
 * Collector's maps.
 */
final class AttributeSelection {
  private final byte[][] keys;
  private final ByteSlice[] values;
  private final ByteSlice key = new ByteSlice();
  private final ByteSlice value = new ByteSlice();

  AttributeSelection(List<String> keys) {
    this.keys =
        keys.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.values = new ByteSlice[keys.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new ByteSlice();
    }
  }

  /** Points the values into attributes. */
  void select(OtlpAttributes attributes) throws MalformedOtlpException {
    if (keys.length == 0) {
      return;
    }
    for (ByteSlice slice : values) {
      slice.clear();
    }
    for (int i = 0; i < attributes.size(); i++) {
      attributes.read(i, key, value);
      for (int k = 0; k < keys.length; k++) {
        if (key.contentEquals(keys[k]) && !values[k].isPresent()) {
          values[k].set(value);
        }
      }
    }
  }

  /** Returns the value of the key at a position in the list: an {@code AnyValue}, or nothing. */
  ByteSlice value(int index) {
    return values[index];
  }

  /** Returns how many bytes all values have. */
  long sizeBytes() {
    long size = 0;
    for (ByteSlice slice : values) {
      size += slice.length();
    }
    return size;
  }

  /** Writes what tells one selection from another: for each key 0, or 1 + the length and the bytes. */
  void writeTo(WireWriter out) {
    for (ByteSlice slice : values) {
      if (slice.isPresent()) {
        out.writeVarint(slice.length() + 1L);
        out.writeRaw(slice.bytes(), slice.offset(), slice.length());
      } else {
        out.writeVarint(0);
      }
    }
  }
}
