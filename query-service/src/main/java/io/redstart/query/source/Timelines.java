// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.metric.Family;
import io.redstart.query.source.rows.Tiers;
import io.redstart.query.source.rows.Timeline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which windows each selection of a query reads, and warns if a store has lost some of
 * their counts.
 */
final class Timelines {
  private static final long NEVER_MILLIS = 0;

  private final SourceConfig config;
  private final Horizon horizon;
  private final Tiers tiers;
  private final Set<String> warnings;

  Timelines(SourceConfig config, Horizon horizon, Tiers tiers, List<String> warnings) {
    this.config = config;
    this.horizon = horizon;
    this.tiers = tiers;
    this.warnings = new LinkedHashSet<>(warnings);
  }

  /**
   * Returns when a family can have samples. If every label set has a sample in every window from
   * its birth on, the newest samples are those of the newest window.
   */
  Optional<Timeline> of(Selection selection, Family family) {
    boolean isGapless = family != Family.TARGET_INFO && config.views().expirationMillis() == 0;
    if (!selection.newestOnly() || !isGapless) {
      return of(selection);
    }
    long throughMillis = Math.min(selection.throughMillis(), horizon.sealedMillis());
    long newestMillis = Math.floorDiv(throughMillis, config.windowMillis()) * config.windowMillis();
    long fromMillis = Math.max(selection.fromMillis(), newestMillis - config.windowMillis());
    // Warns for the whole range: counts from early in it can be missing.
    return of(selection).isEmpty()
        ? Optional.empty()
        : of(new Selection(selection.matchers(), fromMillis, selection.throughMillis()));
  }

  /** Returns when the series of a selection can have samples. */
  Optional<Timeline> of(Selection selection) {
    return of(selection, config.views().expirationMillis());
  }

  /** Returns when series that never expire can have samples. */
  Optional<Timeline> withoutExpiration(Selection selection) {
    return of(selection, NEVER_MILLIS);
  }

  private Optional<Timeline> of(Selection selection, long expirationMillis) {
    Optional<Timeline> timeline = Timeline.of(selection, tiers, expirationMillis);
    timeline.ifPresent(this::warnOfLosses);
    return timeline;
  }

  private void warnOfLosses(Timeline timeline) {
    for (Horizon.Loss loss : horizon.losses()) {
      if (timeline.fromMillis() < loss.throughMillis()) {
        if (config.failWhenMissing()) {
          throw new PromqlException(PromqlException.Kind.EXECUTION, loss.warning());
        }
        warnings.add(loss.warning());
      }
    }
  }

  /** Returns whether all stores answer and have lost nothing, so that all queries see the same. */
  boolean isComplete() {
    return warnings.isEmpty() && horizon.losses().isEmpty();
  }

  /** Returns the warnings of the query so far. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
