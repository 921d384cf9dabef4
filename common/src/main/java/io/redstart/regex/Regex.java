// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.redstart.limit.Cancellation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A regular expression in RE2's syntax. Immutable and thread-safe. */
public final class Regex {
  private final String text;
  private final Pattern pattern;
  private final boolean whole;

  private Regex(String text, Pattern pattern, boolean whole) {
    this.text = text;
    this.pattern = pattern;
    this.whole = whole;
  }

  /**
   * Returns an expression that must match a value from beginning to end, and whose dot matches a
   * newline, as in Prometheus (model/labels/regexp.go).
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex compile(String text) {
    return new Regex(text, parse(text, Pattern.DOTALL), true);
  }

  /**
   * Returns an expression that is found anywhere in a value, and whose dot does not match a newline,
   * as Go's {@code regexp.MatchString}.
   *
   * @throws RegexSyntaxException if the text is not an expression or exceeds a limit
   */
  public static Regex search(String text) {
    return new Regex(text, parse(text, 0), false);
  }

  private static Pattern parse(String text, int flags) {
    try {
      return Pattern.compile(text, flags);
    } catch (PatternSyntaxException e) {
      throw new RegexSyntaxException(text, e.getDescription());
    }
  }

  /** Returns the expression as it was written. */
  public String text() {
    return text;
  }

  /** Returns whether the expression matches a value. */
  public boolean matches(String value) {
    Matcher matcher = pattern.matcher(value);
    return whole ? matcher.matches() : matcher.find();
  }

  /**
   * Returns whether the expression matches a value.
   *
   * @throws io.redstart.limit.CancelledException if the work was cancelled meanwhile
   */
  public boolean matches(String value, Cancellation cancellation) {
    cancellation.check();
    return matches(value);
  }

  /** Returns what the groups match in a value, null if the expression does not match it. */
  public @Nullable RegexGroups match(String value) {
    Matcher matcher = pattern.matcher(value);
    return (whole ? matcher.matches() : matcher.find()) ? new RegexGroups(matcher) : null;
  }

  /** Returns how many groups the expression has, without group 0. */
  public int groupCount() {
    return pattern.groupCount();
  }

  /** Returns the numbers of the groups that have names. */
  public Map<String, Integer> groupNames() {
    return pattern.namedGroups();
  }

  /**
   * Returns all values that can match, and no others; empty if they cannot be listed. An expression
   * that ignores case is never listed.
   */
  public Optional<Set<String>> literals() {
    return Optional.empty();
  }

  /** Returns what every matching value begins with, if that is known and not empty. */
  public Optional<String> prefix() {
    return Optional.empty();
  }

  /** Returns the expression's share of what all expressions of a query may cost together. */
  public long cost() {
    return pattern.programSize();
  }

  @Override
  public String toString() {
    return text;
  }
}
