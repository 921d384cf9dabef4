// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import java.util.List;

/** A scalar that is the same at every step. */
final class ConstantOperator implements Operator {
  private final double value;

  ConstantOperator(double value) {
    this.value = value;
  }

  @Override
  public List<Labels> series() {
    return List.of(Labels.empty());
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    into.set(0, value);
  }
}
