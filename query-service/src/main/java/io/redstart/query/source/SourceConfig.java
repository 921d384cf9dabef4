// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.StoreConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.util.List;
import java.util.Set;

/**
 * Configures how the aggregators' counts are shown.
 *
 * @param spanMetrics names, unit and buckets
 * @param views which metrics are listed, and when series expire
 * @param retention how long windows of each length are kept, the finest first, as {@link
 *     StoreConfig} checks them
 * @param failWhenMissing whether a query fails, instead of carrying a warning, when an aggregator
 *     does not answer
 * @param forgottenAggregators names of aggregators whose absence and lost counts cause no warning
 */
public record SourceConfig(
    SpanMetricsConfig spanMetrics,
    Views views,
    List<StoreConfig.Tier> retention,
    boolean failWhenMissing,
    Set<String> forgottenAggregators) {
  /** Copies the collections. */
  public SourceConfig {
    retention = List.copyOf(retention);
    forgottenAggregators = Set.copyOf(forgottenAggregators);
  }

  /** Returns the length of the windows that aggregators count into. */
  public long windowMillis() {
    return retention.get(0).window().toMillis();
  }

  /** Returns the longest time that a window is kept. */
  public long retentionMillis() {
    return retention.get(retention.size() - 1).duration().toMillis();
  }

  /**
   * Which of the connector's metrics the listings show. Unlisted names still answer if something
   * was counted.
   *
   * @param durations whether durations are listed, unless {@code histogram.disable}
   * @param events whether {@code events.enabled}
   * @param selfTime whether {@code self_time.enabled}
   * @param expirationMillis the time without a count after which a series ends; 0 means never
   */
  public record Views(boolean durations, boolean events, boolean selfTime, long expirationMillis) {
    /** The connector's defaults: calls and durations, without expiration. */
    public static final Views DEFAULT = new Views(true, false, false, 0);

    /** Returns the views that the settings enable. */
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
