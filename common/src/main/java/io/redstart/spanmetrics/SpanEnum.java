// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.regex.Regex;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;
import java.util.List;
import java.util.Locale;

/**
 * An enum of OTLP spans. A value is written with OTLP's name, {@code SPAN_KIND_SERVER}, or with its
 * last word in any case, {@code server}.
 */
public final class SpanEnum {
  /** A span's kind. */
  public static final SpanEnum KIND = new SpanEnum(
      "SPAN_KIND_", "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");

  /** A span's status. */
  public static final SpanEnum STATUS = new SpanEnum("STATUS_CODE_", "UNSET", "OK", "ERROR");

  private final String prefix;
  private final List<String> words;

  private SpanEnum(String prefix, String... words) {
    this.prefix = prefix;
    this.words = List.of(words);
  }

  /**
   * Returns for each number whether a condition matches its name.
   *
   * @throws IllegalArgumentException if it matches none, or is a malformed regular expression
   */
  public boolean[] numbers(MatchType matchType, String value) {
    boolean[] byNumber = new boolean[words.size()];
    boolean any = false;
    for (int i = 0; i < byNumber.length; i++) {
      String word = words.get(i);
      byNumber[i] = matchType == MatchType.STRICT
          ? value.equalsIgnoreCase(word) || value.equals(prefix + word)
          : find(value, prefix + word) || find(value, word.toLowerCase(Locale.ROOT));
      any |= byNumber[i];
    }
    if (!any) {
      throw new IllegalArgumentException(
          "\"%s\" is none of %s%s".formatted(value, prefix, String.join(", " + prefix, words)));
    }
    return byNumber;
  }

  private static boolean find(String regex, String text) {
    return Regex.search(regex).matches(text);
  }
}
