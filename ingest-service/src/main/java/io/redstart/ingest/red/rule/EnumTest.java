// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.config.SpanFilterConfig.MatchType;
import java.util.List;
import java.util.Locale;

/**
 * A condition on a kind or a status, decided for each of its numbers once. Names are those of OTLP,
 * {@code SPAN_KIND_SERVER}; their last word in any case, {@code server}, will do.
 */
final class EnumTest {
  private static final List<String> KINDS =
      List.of("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
  private static final List<String> STATUS_CODES = List.of("UNSET", "OK", "ERROR");

  private final boolean[] byNumber;

  private EnumTest(boolean[] byNumber) {
    this.byNumber = byNumber;
  }

  /**
   * Returns a test of a span's kind.
   *
   * @throws IllegalArgumentException if the value names no kind
   */
  static EnumTest ofKind(MatchType matchType, String value) {
    return of(matchType, value, "SPAN_KIND_", KINDS);
  }

  /**
   * Returns a test of a span's status.
   *
   * @throws IllegalArgumentException if the value names no status
   */
  static EnumTest ofStatus(MatchType matchType, String value) {
    return of(matchType, value, "STATUS_CODE_", STATUS_CODES);
  }

  private static EnumTest of(MatchType matchType, String value, String prefix, List<String> words) {
    boolean[] byNumber = new boolean[words.size()];
    boolean any = false;
    TextTest test = new TextTest(matchType, value, 0);
    for (int i = 0; i < byNumber.length; i++) {
      String word = words.get(i);
      byNumber[i] = matchType == MatchType.STRICT
          ? value.equalsIgnoreCase(word) || value.equals(prefix + word)
          : test.onText(prefix + word) || test.onText(word.toLowerCase(Locale.ROOT));
      any |= byNumber[i];
    }
    if (!any) {
      throw new IllegalArgumentException(
          "\"%s\" is none of %s%s".formatted(value, prefix, String.join(", " + prefix, words)));
    }
    return new EnumTest(byNumber);
  }

  /** Returns whether a number is wanted; one that OTLP does not know yet never is. */
  boolean onNumber(int number) {
    return number >= 0 && number < byNumber.length && byNumber[number];
  }
}
