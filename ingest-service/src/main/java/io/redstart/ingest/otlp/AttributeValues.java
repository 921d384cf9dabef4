// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds the values of a list of attribute keys in one pass. If a key occurs twice, the first one
 * wins, as in the Collector's maps.
 */
public final class AttributeValues {
  private final byte[][] keys;
  private final ByteSlice[] values;
  private final ByteSlice key = new ByteSlice();
  private final ByteSlice value = new ByteSlice();

  /** Looks for these keys; {@link #value} returns their values by position. */
  public AttributeValues(List<String> keys) {
    this.keys =
        keys.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.values = new ByteSlice[keys.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new ByteSlice();
    }
  }

  /**
   * Points the values at those of the given attributes.
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

  /** Returns the value of a key: an {@code AnyValue}, or a slice that is not present. */
  public ByteSlice value(int index) {
    return values[index];
  }
}
