// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.print;

import io.redstart.query.promql.syntax.text.DurationText;
import io.redstart.query.promql.syntax.tree.DurationExpr;

/** Writes durations of ranges, subqueries and offsets. */
final class DurationPrinter {
  private DurationPrinter() {}

  /** Returns a whole duration: a fixed one always with units. */
  static String print(DurationExpr duration) {
    return duration instanceof DurationExpr.Seconds fixed
        ? DurationText.print(fixed.millis())
        : part(duration);
  }

  /** Returns a part of an expression: a fixed one as it was written, with units or without. */
  private static String part(DurationExpr duration) {
    if (duration instanceof DurationExpr.Seconds fixed) {
      return Printer.number(fixed.seconds(), fixed.duration());
    }
    if (duration instanceof DurationExpr.Signed signed) {
      return (signed.minus() ? "-" : "") + part(signed.operand());
    }
    if (duration instanceof DurationExpr.Operation operation) {
      return operation(operation);
    }
    if (duration instanceof DurationExpr.Parenthesized parenthesized) {
      return '(' + part(parenthesized.inner()) + ')';
    }
    return duration instanceof DurationExpr.Step ? "step()" : "range()";
  }

  private static String operation(DurationExpr.Operation operation) {
    String name = operation.op().text();
    String left = part(operation.left());
    String right = part(operation.right());
    return operation.op().isFunction()
        ? name + '(' + left + ", " + right + ')'
        : left + ' ' + name + ' ' + right;
  }
}
