// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Keys and values as text. */
final class TestBytes {
  private TestBytes() {}

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** Returns a batch that sets keys of a family, each to the text that follows it. */
  static WriteBatch puts(String family, String... keysAndValues) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      batch.put(family, bytes(keysAndValues[i]), bytes(keysAndValues[i + 1]));
    }
    return batch;
  }

  /** Returns all entries of a family as {@code key=value}. */
  static List<String> entries(KeyValues store, String family) {
    try (KeyValuesView view = store.view()) {
      return entries(view, family);
    }
  }

  static List<String> entries(KeyValuesView view, String family) {
    List<String> entries = new ArrayList<>();
    KeyValuesCursor cursor = view.cursor(family);
    for (cursor.seek(bytes("")); cursor.isValid(); cursor.next()) {
      entries.add(text(cursor.key()) + "=" + text(cursor.value()));
    }
    return entries;
  }
}
