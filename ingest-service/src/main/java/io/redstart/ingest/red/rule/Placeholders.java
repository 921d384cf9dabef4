// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.spanmetrics.SpanNamesConfig.Replaced;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the ids in a name by placeholders: {@code GET /users/123} becomes
 * {@code GET /users/{id}}. {@link WordShape} recognizes ids. Text in braces, as in
 * {@code /users/{id2}}, is the placeholder of a route and stays, up to a space, quote, comma, slash
 * or another brace.
 *
 * <p>Applying it twice changes nothing more: placeholders have no digits, and the bytes between
 * words are never changed.
 */
final class Placeholders {
  private final Map<Replaced, byte[]> byShape = new EnumMap<>(Replaced.class);

  Placeholders(List<Replaced> replaced) {
    for (Replaced shape : replaced) {
      byShape.put(shape, shape.placeholder().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /**
   * Writes a name with placeholders.
   *
   * @return whether there is at least one; if not, the name was written unchanged
   */
  boolean write(ByteSlice name, NameBuffer out) {
    byte[] bytes = name.bytes();
    int begin = name.offset();
    int end = begin + name.length();
    boolean replaced = false;
    int at = begin;
    int copied = begin;
    while (at < end) {
      if (bytes[at] == '{') {
        at = braceEnd(bytes, at, end);
      } else if (!WordShape.isWordByte(bytes[at])) {
        at++;
      } else {
        int to = WordShape.uuidEnd(bytes, at, end);
        @Nullable Replaced shape = Replaced.UUIDS;
        if (to < 0) {
          to = wordEnd(bytes, at, end);
          shape = WordShape.of(bytes, begin, at, to, end);
        }
        byte[] placeholder = shape == null ? null : byShape.get(shape);
        if (placeholder != null) {
          out.append(bytes, copied, at - copied);
          out.append(placeholder);
          copied = to;
          replaced = true;
        }
        at = to;
      }
    }
    out.append(bytes, copied, end - copied);
    return replaced;
  }

  private static int wordEnd(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && WordShape.isWordByte(bytes[at])) {
      at++;
    }
    return at;
  }

  /**
   * Returns the position after the closing brace, or after the opening one if nothing closes it.
   */
  private static int braceEnd(byte[] bytes, int from, int end) {
    for (int at = from + 1; at < end; at++) {
      switch (bytes[at]) {
        case '}' -> {
          return at + 1;
        }
        case '{', ' ', '"', ',', '/' -> {
          return from + 1;
        }
        default -> {}
      }
    }
    return from + 1;
  }
}
