// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** Matches an expression with RE2/J, after it has checked a value for the required text. */
final class Engine {
  private final Pattern pattern;
  private final boolean whole;
  private final RequiredText required;
  private final long size;

  private Engine(Pattern pattern, boolean whole, RequiredText required, long size) {
    this.pattern = pattern;
    this.whole = whole;
    this.required = required;
    this.size = size;
  }

  /**
   * Compiles an expression.
   *
   * @param whole whether a value must match from beginning to end
   * @throws RegexParser.RefusedException if it is too large
   */
  static Engine of(Node root, boolean whole) {
    requireSize(root.size());
    EngineText text = new EngineText(root);
    long size = root.size() + text.classSize();
    requireSize(size);
    return new Engine(Pattern.compile(text.text()), whole, RequiredText.of(root, whole), size);
  }

  private static void requireSize(long size) {
    if (size > Regex.INSTRUCTIONS_MAX) {
      throw new RegexParser.RefusedException(RegexParser.TOO_LARGE);
    }
  }

  boolean matches(String value, @Nullable Runnable check) {
    return required.isIn(value)
        && isMatch(pattern.matcher(check == null ? value : new CancellableText(value, check)));
  }

  private boolean isMatch(Matcher matcher) {
    return whole ? matcher.matches() : matcher.find();
  }

  /** Returns the groups' matches in a value, or null if the expression does not match it. */
  @Nullable
  RegexGroups groups(String value) {
    if (!required.isIn(value)) {
      return null;
    }
    Matcher matcher = pattern.matcher(value);
    return isMatch(matcher) ? new RegexGroups(matcher) : null;
  }

  /** Returns the size in instructions. */
  long size() {
    return size;
  }

  /** Returns the prefix of every matching value; empty if unknown. */
  String prefix() {
    return required.prefix();
  }
}
