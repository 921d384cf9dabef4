// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.spanmetrics.SpanEnum;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;

/** A condition on a kind or a status, decided once for each of its numbers. */
final class EnumTest {
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
    return new EnumTest(SpanEnum.KIND.numbers(matchType, value));
  }

  /**
   * Returns a test of a span's status.
   *
   * @throws IllegalArgumentException if the value names no status
   */
  static EnumTest ofStatus(MatchType matchType, String value) {
    return new EnumTest(SpanEnum.STATUS.numbers(matchType, value));
  }

  /** Returns whether a number matches; a number that OTLP does not define yet never does. */
  boolean onNumber(int number) {
    return number >= 0 && number < byNumber.length && byNumber[number];
  }
}
