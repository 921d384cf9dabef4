// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.query.promql.value.Series;
import java.util.Collections;
import java.util.List;

/** A view of nothing, for plans that read nothing. */
public final class EmptyView implements SeriesView {
  @Override
  public List<List<Series>> select(List<Selection> selections) {
    return Collections.nCopies(selections.size(), List.of());
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
