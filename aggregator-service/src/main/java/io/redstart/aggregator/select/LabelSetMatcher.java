// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.limit.Cancellation;
import io.redstart.model.LabelMatcher;
import io.redstart.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Matches one label in the bytes of label sets. Equality compares the bytes of values; for a
 * regular expression, each distinct value is decoded and matched once.
 */
final class LabelSetMatcher {
  private final LabelMatcher matcher;
  private final byte[] name;
  private final byte[] value;
  private final boolean byBytes;
  private final boolean matchesAbsent;
  private final Map<String, Boolean> answers = new HashMap<>();

  LabelSetMatcher(LabelMatcher matcher) {
    this.matcher = matcher;
    this.name = matcher.name().getBytes(StandardCharsets.UTF_8);
    this.value = matcher.value().getBytes(StandardCharsets.UTF_8);
    this.byBytes = switch (matcher.op()) {
      case EQUAL, NOT_EQUAL -> true;
      case MATCHES, NOT_MATCHES -> false;
    };
    this.matchesAbsent = matcher.matches("");
  }

  boolean matches(byte[] labels, Cancellation cancellation) {
    WireReader in = new WireReader(labels, 0, labels.length);
    while (in.hasMore()) {
      int nameLength = in.readLength();
      boolean found = sameBytes(name, labels, in.position(), nameLength);
      in.skip(nameLength);
      int valueLength = in.readLength();
      if (found) {
        return matchesValue(labels, in.position(), valueLength, cancellation);
      }
      in.skip(valueLength);
    }
    return matchesAbsent;
  }

  private boolean matchesValue(byte[] labels, int offset, int length, Cancellation cancellation) {
    if (byBytes) {
      boolean wanted = matcher.op() == LabelMatcher.Op.EQUAL;
      return sameBytes(value, labels, offset, length) == wanted;
    }
    String text = new String(labels, offset, length, StandardCharsets.UTF_8);
    return answers.computeIfAbsent(text, value -> matcher.matches(value, cancellation));
  }

  private static boolean sameBytes(byte[] wanted, byte[] labels, int offset, int length) {
    return Arrays.equals(wanted, 0, wanted.length, labels, offset, offset + length);
  }
}
