// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which functions can read samples around a range, by {@code anchored} and {@code smoothed}. */
final class EdgeModifiers {
  private static final Set<String> ANCHORED =
      Set.of("changes", "delta", "increase", "rate", "resets");
  private static final Set<String> SMOOTHED = Set.of("delta", "increase", "rate");

  private EdgeModifiers() {}

  /**
   * Checks a call.
   *
   * @throws PromqlException if the function would take the samples around the range for its own
   */
  static void check(String function, Expr.Edges edges) {
    Set<String> allowed = edges == Expr.Edges.ANCHORED ? ANCHORED : SMOOTHED;
    if (edges != Expr.Edges.PLAIN && !allowed.contains(function)) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          edges.name().toLowerCase(Locale.ROOT)
              + " modifier can only be used with: "
              + String.join(", ", new TreeSet<>(allowed))
              + " - not with "
              + function);
    }
  }
}
