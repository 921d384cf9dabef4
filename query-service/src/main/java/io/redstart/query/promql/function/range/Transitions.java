// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.SampleSlot;

/**
 * Counts neighbours that differ in a certain way: {@code resets} and {@code changes} (Prometheus
 * 3.14, promql/functions.go, funcResets and funcChanges).
 */
public final class Transitions implements RangeKernel {
  private final QueryLimits limits;
  private final Test test;

  Transitions(QueryLimits limits, Test test) {
    this.limits = limits;
    this.test = test;
  }

  /** What is counted. */
  @FunctionalInterface
  interface Test {
    /** Returns whether to count the sample at a position and the one before it. */
    boolean test(RangeWindow window, int position);
  }

  /** Returns the kernel of {@code resets}. */
  public static RangeKernel resets(CallContext call) {
    boolean usesStarts = call.query().config().startTimestamps();
    return new Transitions(
        call.query().limits(), usesStarts ? Transitions::isReset : ResetScan::isDrop);
  }

  /** Returns the kernel of {@code changes}. */
  public static RangeKernel changes(CallContext call) {
    return new Transitions(call.query().limits(), Transitions::isChange);
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    int first = window.first();
    if (window.edges() == Expr.Edges.ANCHORED) {
      int inside = window.after(window.fromMillis());
      if (inside == window.end()) {
        return;
      }
      first = Math.max(first, inside - 1);
    }
    int count = 0;
    for (int i = first + 1; i < window.end(); i++) {
      limits.check(i);
      count += test.test(window, i) ? 1 : 0;
    }
    into.set(count);
  }

  static boolean isReset(RangeWindow window, int position) {
    return ResetScan.isDrop(window, position)
        || window.hasStartTimestamps() && StartTimes.isReset(window, position);
  }

  static boolean isChange(RangeWindow window, int position) {
    Histogram now = window.histogram(position);
    Histogram before = window.histogram(position - 1);
    if (now != null && before != null) {
      return !now.equals(before);
    }
    if (now != null || before != null) {
      return true;
    }
    double value = window.value(position);
    double valueBefore = window.value(position - 1);
    return value != valueBefore && !(Double.isNaN(value) && Double.isNaN(valueBefore));
  }
}
