// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.top;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What makes an operation come first. */
enum Order {
  IMPACT(Operation::impact),
  RATE(Operation::rate),
  ERRORS(Operation::errors),
  P95(one -> Double.isNaN(one.p95Millis()) ? 0 : one.p95Millis());

  private final ToDoubleFunction<Operation> key;

  Order(ToDoubleFunction<Operation> key) {
    this.key = key;
  }

  Comparator<Operation> comparator() {
    return Comparator.comparingDouble(key)
        .reversed()
        .thenComparing(Operation::service)
        .thenComparing(Operation::operation);
  }

  Order next() {
    return values()[(ordinal() + 1) % values().length];
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
