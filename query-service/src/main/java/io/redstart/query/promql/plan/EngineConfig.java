// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.SyntaxConfig;
import java.time.Duration;

/**
 * The settings of the engine. The limits of each query come with it, as {@link QueryLimits}.
 *
 * @param lookbackDelta how far an instant vector looks back for a sample; Prometheus: 5 min
 * @param subqueryStep the distance of a subquery's steps where it names none; Prometheus: 1 min
 * @param syntax what queries may contain beyond stable PromQL
 * @param delayedNameRemoval whether names are removed at the end of the query: {@code
 *     promql-delayed-name-removal}
 * @param startTimestamps whether {@code rate} and the like use them: {@code use-start-timestamps}
 * @param fineQuantiles whether {@code histogram_quantile} may read fine bins
 */
public record EngineConfig(
    Duration lookbackDelta,
    Duration subqueryStep,
    SyntaxConfig syntax,
    boolean delayedNameRemoval,
    boolean startTimestamps,
    boolean fineQuantiles) {
  private static final Duration SUBQUERY_STEP = Duration.ofMinutes(1);

  /**
   * Returns the settings of a server: stable PromQL and {@code anchored} and {@code smoothed}, names
   * removed at once.
   */
  public static EngineConfig of(Duration lookbackDelta, boolean fineQuantiles) {
    return new EngineConfig(
        lookbackDelta,
        SUBQUERY_STEP,
        new SyntaxConfig(false, true, true, false),
        false,
        false,
        fineQuantiles);
  }

  /**
   * Returns these settings with features that Prometheus has behind flags.
   *
   * @param experimentalFunctions {@code promql-experimental-functions}
   * @param fillModifiers {@code promql-binop-fill-modifiers}
   */
  public EngineConfig with(
      boolean experimentalFunctions,
      boolean fillModifiers,
      boolean otherDelayedNameRemoval,
      boolean otherStartTimestamps) {
    return new EngineConfig(
        lookbackDelta,
        subqueryStep,
        new SyntaxConfig(
            experimentalFunctions,
            syntax.durationExpressions(),
            syntax.extendedRangeSelectors(),
            fillModifiers),
        otherDelayedNameRemoval,
        otherStartTimestamps,
        fineQuantiles);
  }

  /** Returns these settings with another lookback delta. */
  public EngineConfig withLookbackDelta(Duration other) {
    return new EngineConfig(
        other, subqueryStep, syntax, delayedNameRemoval, startTimestamps, fineQuantiles);
  }
}
