// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.syntax.FloatText;
import io.redstart.query.promql.syntax.TextRange;

/** Reads φ for each step, and warns if it is outside 0 … 1. */
final class PhiChecker {
  private final Operator phi;
  private final StepVector in;
  private final Annotations annotations;
  private final TextRange at;

  PhiChecker(QueryContext context, Operator phi, TextRange at) {
    this.phi = phi;
    this.in = StepVector.of(phi, context.limits());
    this.annotations = context.annotations();
    this.at = at;
  }

  /** Returns φ at a step, even if it is outside. */
  double next(int step) {
    phi.next(step, in);
    double value = in.get(0);
    if (!(value >= 0 && value <= 1)) {
      annotations.warn(
          at, "quantile value should be between 0 and 1, got " + FloatText.compact(value));
    }
    return value;
  }
}
