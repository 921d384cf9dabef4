// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one label's value, as in {@code service_name=~"check.*"}. A label that is absent
 * has the empty value. Regular expressions are RE2's, anchored at both ends, and their dot matches
 * a newline (Prometheus, model/labels/matcher.go and regexp.go).
 */
public final class LabelMatcher {
  /** How a value is compared. */
  public enum Op {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    NOT_MATCHES("!~");

    private final String symbol;

    Op(String symbol) {
      this.symbol = symbol;
    }

    /** Returns how PromQL writes it. */
    public String symbol() {
      return symbol;
    }
  }

  private final String name;
  private final Op op;
  private final String value;
  private final @Nullable Pattern pattern;

  private LabelMatcher(String name, Op op, String value, @Nullable Pattern pattern) {
    this.name = name;
    this.op = op;
    this.value = value;
    this.pattern = pattern;
  }

  /**
   * Returns a matcher.
   *
   * @throws IllegalArgumentException if {@code op} takes a regular expression and {@code value} is
   *     not one; the message holds it and the reason
   */
  public static LabelMatcher of(String name, Op op, String value) {
    if (op == Op.EQUAL || op == Op.NOT_EQUAL) {
      return new LabelMatcher(name, op, value, null);
    }
    try {
      return new LabelMatcher(name, op, value, Pattern.compile(value, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "invalid regular expression \"" + value + "\": " + e.getDescription(), e);
    }
  }

  /** Returns the matcher {@code name="value"}. */
  public static LabelMatcher equal(String name, String value) {
    return of(name, Op.EQUAL, value);
  }

  /** Returns the label's name. */
  public String name() {
    return name;
  }

  /** Returns how the value is compared. */
  public Op op() {
    return op;
  }

  /** Returns the value or regular expression as it was written. */
  public String value() {
    return value;
  }

  /** Returns whether a label's value, empty if the label is absent, fulfils the condition. */
  public boolean matches(String candidate) {
    return switch (op) {
      case EQUAL -> value.equals(candidate);
      case NOT_EQUAL -> !value.equals(candidate);
      case MATCHES -> matchesPattern(candidate);
      case NOT_MATCHES -> !matchesPattern(candidate);
    };
  }

  private boolean matchesPattern(String candidate) {
    if (pattern == null) {
      throw new IllegalStateException("no pattern for " + this);
    }
    return pattern.matches(candidate);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof LabelMatcher other
        && name.equals(other.name)
        && op == other.op
        && value.equals(other.value);
  }

  @Override
  public int hashCode() {
    return (name.hashCode() * 31 + op.hashCode()) * 31 + value.hashCode();
  }

  @Override
  public String toString() {
    return name + op.symbol + '"' + value + '"';
  }
}
