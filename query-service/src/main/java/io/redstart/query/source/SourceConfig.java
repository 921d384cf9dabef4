// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.SpanMetricsConfig;
import java.util.Set;

/**
 * How what the aggregators hold is shown.
 *
 * @param spanMetrics names, unit and buckets
 * @param views what is listed, and for how long
 * @param windowMillis the length of the windows that are counted into
 * @param retentionMillis how long they are kept
 * @param failWhenMissing whether a query fails, instead of carrying a warning, when an aggregator
 *     does not answer
 * @param forgottenAggregators names of those that are not missed, nor what they counted
 */
public record SourceConfig(
    SpanMetricsConfig spanMetrics,
    Views views,
    long windowMillis,
    long retentionMillis,
    boolean failWhenMissing,
    Set<String> forgottenAggregators) {
  /** Copies the names. */
  public SourceConfig {
    forgottenAggregators = Set.copyOf(forgottenAggregators);
  }

  /**
   * What listings show of what the connector may count. Names that are not listed answer all the
   * same where something was counted.
   *
   * @param durations whether durations are listed, unless {@code histogram.disable}
   * @param events whether {@code events.enabled}
   * @param selfTime whether {@code self_time.enabled}
   * @param expirationMillis after so long without a count a series ends; 0: never
   */
  public record Views(boolean durations, boolean events, boolean selfTime, long expirationMillis) {
    /** The connector's defaults: calls and durations, for ever. */
    public static final Views DEFAULT = new Views(true, false, false, 0);

    /** Returns what the settings want. */
    public static Views of(SpanMetricsConfig config) {
      return new Views(
          !config.histogram().disable(),
          config.events().enabled(),
          config.selfTime().enabled(),
          config.expiration().toMillis());
    }

    /** Checks the expiration. */
    public Views {
      if (expirationMillis < 0) {
        throw new IllegalArgumentException("expiration of " + expirationMillis + " ms");
      }
    }
  }
}
