// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import io.redstart.model.LabelMatcher;
import io.redstart.model.StoreId;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.Grouping;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.wire.Announcement;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What decides the result of a fold: the fold itself, in whatever order it names labels, and what
 * the stores have (docs/rules.md, W6).
 *
 * @param stores as they were when the query began; a store that leaves, returns, starts anew or
 *     forgets has another key
 * @param sealedMillis the horizon of the query; {@link #SETTLED} if the fold would have the same
 *     result with any later horizon
 * @param fold without the quantiles that are wanted of it: they are read from the same counts
 */
record FoldKey(Set<Position> stores, long sealedMillis, Fold fold) {
  /** The horizon of folds that read only sealed windows, and none old enough to be rolled up. */
  static final long SETTLED = Long.MAX_VALUE;

  /** Covers that a fold may read the windows right before its selection. */
  private static final long MARGIN_MILLIS = 60_000;

  private static final Comparator<LabelMatcher> MATCHERS = Comparator.comparing(LabelMatcher::name)
      .thenComparing(LabelMatcher::op)
      .thenComparing(LabelMatcher::value);

  /** What a store has. */
  record Position(StoreId store, long incarnation, long sinceMillis, long evictedMillis) {
    private static Position of(Announcement store) {
      return new Position(
          store.store(), store.incarnation(), store.sinceMillis(), store.evictedMillis());
    }
  }

  /** Returns the key of a fold for a query. */
  static FoldKey of(Fold fold, Horizon horizon, SourceConfig config) {
    return new FoldKey(
        horizon.stores().stream().map(Position::of).collect(Collectors.toUnmodifiableSet()),
        isSettled(fold, horizon, config) ? SETTLED : horizon.sealedMillis(),
        ordered(fold));
  }

  private static boolean isSettled(Fold fold, Horizon horizon, SourceConfig config) {
    long finestFromMillis =
        horizon.sealedMillis() - config.retention().get(0).duration().toMillis();
    return config.views().expirationMillis() == 0
        && fold.selection().throughMillis() <= horizon.sealedMillis()
        && fold.selection().fromMillis() - MARGIN_MILLIS >= finestFromMillis;
  }

  private static Fold ordered(Fold fold) {
    Selection selection = fold.selection();
    List<LabelMatcher> matchers =
        selection.matchers().stream().distinct().sorted(MATCHERS).toList();
    List<String> labels = fold.grouping().labels().stream().distinct().sorted().toList();
    return new Fold(
        fold.op(),
        new Grouping(fold.grouping().without(), labels),
        fold.function(),
        new Selection(
            matchers,
            selection.fromMillis(),
            selection.throughMillis(),
            selection.newestOnly(),
            selection.asHistograms()),
        fold.firstMillis(),
        fold.stepMillis(),
        fold.count(),
        fold.rangeMillis(),
        List.of());
  }
}
