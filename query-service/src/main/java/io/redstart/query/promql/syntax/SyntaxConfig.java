// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/**
 * What a parser accepts beyond stable PromQL, by Prometheus' feature flags.
 *
 * @param experimentalFunctions {@code promql-experimental-functions}: also {@code limitk} and {@code
 *     limit_ratio}
 * @param durationExpressions arithmetic in durations; on by default since Prometheus 3.14
 * @param extendedRangeSelectors {@code promql-extended-range-selectors}: {@code anchored} and
 *     {@code smoothed}
 * @param fillModifiers {@code promql-binop-fill-modifiers}: {@code fill}, {@code fill_left}, {@code
 *     fill_right}
 */
public record SyntaxConfig(
    boolean experimentalFunctions,
    boolean durationExpressions,
    boolean extendedRangeSelectors,
    boolean fillModifiers) {
  /** Accepts everything. */
  public static final SyntaxConfig ALL = new SyntaxConfig(true, true, true, true);
}
