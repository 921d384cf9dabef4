// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import io.redstart.limit.Cancellation;
import io.redstart.regex.Regex;
import java.util.Optional;
import java.util.Set;
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

    /** Returns the operator in PromQL. */
    public String symbol() {
      return symbol;
    }

    /** Returns whether it selects the values that do not fit. */
    public boolean isNegative() {
      return this == NOT_EQUAL || this == NOT_MATCHES;
    }
  }

  private final String name;
  private final Op op;
  private final String value;
  private final @Nullable Regex regex;

  private LabelMatcher(String name, Op op, String value, @Nullable Regex regex) {
    this.name = name;
    this.op = op;
    this.value = value;
    this.regex = regex;
  }

  /**
   * Returns a matcher.
   *
   * @throws io.redstart.regex.RegexSyntaxException if {@code op} needs a regular expression and
   *     {@code value} is not one, or exceeds a limit
   */
  public static LabelMatcher of(String name, Op op, String value) {
    if (op == Op.EQUAL || op == Op.NOT_EQUAL) {
      return new LabelMatcher(name, op, value, null);
    }
    return new LabelMatcher(name, op, value, Regex.compile(value));
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
    return fits(candidate, null) != op.isNegative();
  }

  /**
   * Returns whether a label's value, empty if the label is absent, fulfils the condition.
   *
   * @throws io.redstart.limit.CancelledException if the work was cancelled meanwhile
   */
  public boolean matches(String candidate, Cancellation cancellation) {
    return fits(candidate, cancellation) != op.isNegative();
  }

  private boolean fits(String candidate, @Nullable Cancellation cancellation) {
    if (regex == null) {
      return value.equals(candidate);
    }
    return cancellation == null ? regex.matches(candidate) : regex.matches(candidate, cancellation);
  }

  /**
   * Returns all values that fit the text or expression, even if the condition excludes them ({@link
   * Op#isNegative}); empty if they cannot be listed.
   */
  public Optional<Set<String>> literals() {
    return regex == null ? Optional.of(Set.of(value)) : regex.literals();
  }

  /**
   * Returns the common prefix of all values that fit the text or expression, even if the condition
   * excludes them ({@link Op#isNegative}); empty if it is unknown.
   */
  public Optional<String> prefix() {
    if (regex != null) {
      return regex.prefix();
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Returns what the matcher adds to the total cost of its query, see {@link Regex#cost}. */
  public long cost() {
    return regex == null ? 0 : regex.cost();
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
