// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The values of some attributes by the position of their keys in a list, found in one pass. Of a key
 * that stands twice the first counts, as in the Collector's maps.
 */
public final class AttributeValues {
  private final byte[][] keys;
  private final ByteSlice[] values;
  private final ByteSlice key = new ByteSlice();
  private final ByteSlice value = new ByteSlice();

  /** Takes the keys; their values are told by their positions. */
  public AttributeValues(List<String> keys) {
    this.keys =
        keys.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.values = new ByteSlice[keys.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new ByteSlice();
    }
  }

  /**
   * Points the values into attributes.
   *
   * @throws MalformedOtlpException if one is malformed
   */
  public void select(OtlpAttributes attributes) throws MalformedOtlpException {
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

  /** Returns the value of a key: an {@code AnyValue}, or nothing. */
  public ByteSlice value(int index) {
    return values[index];
  }
}
