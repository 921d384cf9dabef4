// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.spanmetrics.SpanFilterConfig;
import io.redstart.spanmetrics.SpanFilterConfig.Match;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which spans are counted, by a list of policies like Tempo's {@code filter_policies}
 * (pkg/spanfilter). A span is counted if every policy admits it:
 *
 * <pre>
 *   include      all conditions hold
 *   include_any  at least one condition holds
 *   exclude      not all conditions hold
 * </pre>
 *
 * <p>A condition on a missing attribute does not hold.
 *
 * <p>Belongs to one event loop; allocates nothing for a span whose values were seen before.
 */
public final class SpanFilters {
  private final Policy[] policies;

  /**
   * Prepares the policies.
   *
   * @param seed a random number that senders do not know
   * @throws IllegalArgumentException if a condition names a kind or status that does not exist
   */
  public SpanFilters(List<SpanFilterConfig> policies, long seed) {
    this.policies =
        policies.stream().map(policy -> new Policy(policy, seed)).toArray(Policy[]::new);
  }

  /**
   * Sets the resource of the spans that follow.
   *
   * @throws MalformedOtlpException if an attribute is malformed
   */
  public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
    for (Policy policy : policies) {
      policy.resource(attributes);
    }
  }

  /**
   * Returns whether a span is counted.
   *
   * @throws MalformedOtlpException if an attribute is malformed
   */
  public boolean admits(OtlpSpan span) throws MalformedOtlpException {
    for (Policy policy : policies) {
      if (!policy.admits(span)) {
        return false;
      }
    }
    return true;
  }

  private static final class Policy {
    private final @Nullable SpanConditions include;
    private final @Nullable SpanConditions includeAny;
    private final @Nullable SpanConditions exclude;

    Policy(SpanFilterConfig config, long seed) {
      include = conditions(config.include(), seed);
      includeAny = conditions(config.includeAny(), seed);
      exclude = conditions(config.exclude(), seed);
    }

    private static @Nullable SpanConditions conditions(Match match, long seed) {
      return match.isGiven() ? new SpanConditions(match, seed) : null;
    }

    void resource(OtlpAttributes attributes) throws MalformedOtlpException {
      if (include != null) {
        include.resource(attributes);
      }
      if (includeAny != null) {
        includeAny.resource(attributes);
      }
      if (exclude != null) {
        exclude.resource(attributes);
      }
    }

    boolean admits(OtlpSpan span) throws MalformedOtlpException {
      return (exclude == null || !exclude.allHold(span))
          && (include == null || include.allHold(span))
          && (includeAny == null || includeAny.anyHolds(span));
    }
  }
}
