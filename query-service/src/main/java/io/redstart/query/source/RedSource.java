// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.source.fold.RedFolds;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.RedSelector;
import java.util.ArrayList;
import java.util.List;

/** Opens the views that one query reads. Used by one worker thread; its calls block. */
public final class RedSource implements SeriesSource {
  /** Opens views of the remaining stores. */
  interface Opener {
    RedView open(long endMillis, QueryLimits limits);
  }

  private final Opener opener;
  private final MetricNames names;
  private final boolean expires;
  private final List<RedView> views = new ArrayList<>();

  /**
   * Creates a source.
   *
   * @param expires whether label sets expire, so that nothing can be folded
   */
  RedSource(Opener opener, MetricNames names, boolean expires) {
    this.opener = opener;
    this.names = names;
    this.expires = expires;
  }

  @Override
  public boolean offersHistograms(List<LabelMatcher> matchers) {
    return matchers.stream()
        .filter(one -> one.name().equals(Labels.METRIC_NAME) && one.op() == LabelMatcher.Op.EQUAL)
        .anyMatch(one -> names
            .answered(one.value())
            .filter(view -> view.part() == MetricView.Part.BUCKET)
            .isPresent());
  }

  /** Returns whether matchers can select a metric of spans by its name. */
  public boolean answers(List<LabelMatcher> matchers) {
    return !RedSelector.of(matchers, names).views().isEmpty();
  }

  @Override
  public boolean folds(Fold fold) {
    return !expires && RedFolds.folds(fold, names);
  }

  @Override
  public RedView open(long endMillis, QueryLimits limits) {
    RedView view = opener.open(endMillis, limits);
    views.add(view);
    return view;
  }

  /** Returns the number of samples that the query has received. */
  public long samples() {
    return views.stream().mapToLong(RedView::samples).sum();
  }

  /** Returns whether some aggregator's part is missing from what the query received. */
  public boolean isIncomplete() {
    return views.stream().anyMatch(view -> !view.warnings().isEmpty());
  }
}
