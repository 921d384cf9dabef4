// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.top;

import java.util.Comparator;
import java.util.Locale;

/** What makes an operation come first. */
enum Order {
  IMPACT,
  RATE,
  ERRORS,
  P95;

  Comparator<Operation> comparator() {
    return Comparator.comparingDouble(this::key)
        .reversed()
        .thenComparing(Operation::service)
        .thenComparing(Operation::operation);
  }

  private double key(Operation one) {
    return switch (this) {
      case IMPACT -> one.impact();
      case RATE -> one.rate();
      case ERRORS -> one.errors();
      case P95 -> Double.isNaN(one.p95Millis()) ? 0 : one.p95Millis();
    };
  }

  Order next() {
    return values()[(ordinal() + 1) % values().length];
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
