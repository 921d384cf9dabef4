// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.SeriesSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Where one query reads from. Used by one worker thread; its calls block. */
public final class RedSource implements SeriesSource {
  private final LongFunction<RedView> opener;
  private final List<RedView> views = new ArrayList<>();

  RedSource(LongFunction<RedView> opener) {
    this.opener = opener;
  }

  @Override
  public RedView open(long endMillis) {
    RedView view = opener.apply(endMillis);
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
