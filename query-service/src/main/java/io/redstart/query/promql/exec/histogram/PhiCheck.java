// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.number.FloatText;

/** Warns of a φ that is not between 0 and 1. */
final class PhiCheck {
  private final Annotations annotations;
  private final TextRange at;

  /** Makes the check of a scalar argument. */
  PhiCheck(CallContext call, int argument) {
    this.annotations = call.annotations();
    this.at = call.at(argument);
  }

  /** Returns the value, whether valid or not. */
  double check(double phi) {
    if (!(phi >= 0 && phi <= 1)) {
      annotations.warn(
          at, "quantile value should be between 0 and 1, got " + FloatText.compact(phi));
    }
    return phi;
  }
}
