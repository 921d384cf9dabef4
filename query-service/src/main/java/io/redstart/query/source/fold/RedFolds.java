// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import io.redstart.query.promql.source.Fold;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.wire.FoldRequest.Function;
import io.redstart.wire.FoldRequest.Measure;

/** Decides which aggregations shards can fold, and which of their measures these need. */
public final class RedFolds {
  /** The most steps: beyond, a shard's sums by segment get large. */
  private static final int STEPS_MAX = 11_000;

  private RedFolds() {}

  /** Returns whether shards can fold it, if label sets never expire. */
  public static boolean folds(Fold fold, MetricNames names) {
    RedSelector selector = RedSelector.of(fold.selection().matchers(), names);
    if (fold.count() > STEPS_MAX || selector.views().size() > 1) {
      return false;
    }
    for (MetricView view : selector.views().values()) {
      boolean isNewestHistogram =
          fold.selection().asHistograms() && fold.function() == Fold.Function.NEWEST;
      boolean isCounter =
          view.part() != MetricView.Part.INFO && view.part() != MetricView.Part.HISTOGRAM;
      if (!isCounter || isNewestHistogram) {
        return false;
      }
    }
    return true;
  }

  /** Returns what shards are asked to add up. */
  static Measure measure(Fold fold, MetricView view) {
    return switch (view.part()) {
      case CALLS, COUNT -> Measure.CALLS;
      case SUM -> Measure.SUM;
      case BUCKET -> fold.selection().asHistograms() ? Measure.CELLS : Measure.BUCKETS;
      case HISTOGRAM, INFO ->
        throw new IllegalArgumentException(view.part() + " is not made of counters");
    };
  }

  /** Returns what shards are asked to compute of each counter. */
  static Function function(Fold fold) {
    return switch (fold.function()) {
      case NEWEST -> Function.NEWEST;
      case IRATE -> Function.LAST_PAIR;
      case RATE, INCREASE -> Function.INCREASE;
    };
  }
}
