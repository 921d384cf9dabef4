// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.syntax.Expr;
import java.util.List;

/**
 * Which functions can read samples outside of their range, for {@code anchored} and {@code smoothed}
 * (Prometheus 3.14, promql/functions.go, AnchoredSafeFunctions and SmoothedSafeFunctions).
 */
final class EdgeModifiers {
  /** In the order in which an error lists them. */
  private static final List<String> ANCHORED =
      List.of("changes", "delta", "increase", "rate", "resets");

  private static final List<String> SMOOTHED = List.of("delta", "increase", "rate");

  private EdgeModifiers() {}

  /**
   * Checks that a function can read a range.
   *
   * @throws PromqlException if it cannot
   */
  static void check(String function, Expr.Edges edges) {
    switch (edges) {
      case PLAIN -> {}
      case ANCHORED -> check(function, "anchored", ANCHORED);
      case SMOOTHED -> check(function, "smoothed", SMOOTHED);
    }
  }

  private static void check(String function, String modifier, List<String> safe) {
    if (!safe.contains(function)) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          modifier
              + " modifier can only be used with: "
              + String.join(", ", safe)
              + " - not with "
              + function);
    }
  }
}
