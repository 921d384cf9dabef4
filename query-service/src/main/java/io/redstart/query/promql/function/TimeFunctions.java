// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.function.time.ClockOperator;
import io.redstart.query.promql.function.time.TimestampOperator;
import io.redstart.query.promql.function.time.UtcTime;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The functions of time: clocks, dates and time stamps. */
final class TimeFunctions {
  static final List<FunctionRow> ROWS = List.of(
      clock("time", false, ClockOperator.time()),
      folded("start"),
      folded("end"),
      folded("step"),
      folded("range"),
      ofVector("timestamp", 0, false, TimestampOperator.ofSample()),
      ofVector("start_timestamp", 0, true, TimestampOperator.ofStart()),
      date("minute", UtcTime::minute),
      date("hour", UtcTime::hour),
      date("day_of_month", UtcTime::dayOfMonth),
      date("day_of_week", UtcTime::dayOfWeek),
      date("day_of_year", UtcTime::dayOfYear),
      date("days_in_month", UtcTime::daysInMonth),
      date("month", UtcTime::month),
      date("year", UtcTime::year));

  private TimeFunctions() {}

  private static FunctionRow date(String name, DoubleUnaryOperator ofSeconds) {
    return ofVector(name, 1, false, ClockOperator.date(ofSeconds));
  }

  private static FunctionRow ofVector(
      String name, int optional, boolean experimental, FunctionOperator operator) {
    List<ValueType> arguments = List.of(ValueType.VECTOR);
    return new FunctionRow(
        new Signature(name, arguments, optional, 0, ValueType.VECTOR, experimental), operator);
  }

  /** Returns the row of a function that the planner replaces by a number. */
  private static FunctionRow folded(String name) {
    return clock(name, true, call -> {
      throw new IllegalStateException("not planned as a number: " + name);
    });
  }

  private static FunctionRow clock(String name, boolean experimental, FunctionOperator operator) {
    return new FunctionRow(
        new Signature(name, List.of(), 0, 0, ValueType.SCALAR, experimental), operator);
  }
}
