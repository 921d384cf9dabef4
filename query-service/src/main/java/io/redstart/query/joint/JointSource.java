// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.joint;

import io.redstart.model.LabelMatcher;
import io.redstart.query.history.MemberHistories;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.source.RedSource;
import java.util.ArrayList;
import java.util.List;

/** Opens the views that one query reads. Used by one worker thread; its calls block. */
public final class JointSource implements SeriesSource {
  private final RedSource red;
  private final MemberHistories own;
  private final List<JointView> views = new ArrayList<>();

  JointSource(RedSource red, MemberHistories own) {
    this.red = red;
    this.own = own;
  }

  @Override
  public boolean offersHistograms(List<LabelMatcher> matchers) {
    return red.offersHistograms(matchers);
  }

  /** Aggregators fold what they alone have. */
  @Override
  public boolean folds(Fold fold) {
    return red.answers(fold.selection().matchers()) && red.folds(fold);
  }

  @Override
  public JointView open(long endMillis, QueryLimits limits) {
    JointView view = new JointView(red, endMillis, own.view(limits), limits);
    views.add(view);
    return view;
  }

  /** Returns the number of samples that the query has received. */
  public long samples() {
    return red.samples() + views.stream().mapToLong(JointView::ownSamples).sum();
  }

  /** Returns whether some aggregator's part is missing from what the query received. */
  public boolean isIncomplete() {
    return red.isIncomplete();
  }
}
