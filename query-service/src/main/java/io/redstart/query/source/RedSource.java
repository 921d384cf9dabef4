// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.SeriesSource;
import java.util.ArrayList;
import java.util.List;

/** Where one query reads from. Used by one worker thread; its calls block. */
public final class RedSource implements SeriesSource {
  /** Opens views on the stores that are left. */
  interface Opener {
    RedView open(long endMillis, QueryLimits limits);
  }

  private final Opener opener;
  private final List<RedView> views = new ArrayList<>();

  RedSource(Opener opener) {
    this.opener = opener;
  }

  @Override
  public RedView open(long endMillis, QueryLimits limits) {
    RedView view = opener.open(endMillis, limits);
    views.add(view);
    return view;
  }

  /** Returns how many samples the query has been given. */
  public long samples() {
    return views.stream().mapToLong(RedView::samples).sum();
  }

  /** Returns whether some aggregator's part is missing from what the query was given. */
  public boolean isIncomplete() {
    return views.stream().anyMatch(view -> !view.warnings().isEmpty());
  }
}
