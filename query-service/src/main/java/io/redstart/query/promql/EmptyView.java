// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.value.Series;
import java.util.List;
import java.util.Optional;

/** The view of a query that reads no series. */
final class EmptyView implements SeriesView {
  @Override
  public List<Series> select(Selection selection) {
    return List.of();
  }

  @Override
  public Optional<List<FineSeries>> selectFine(Selection selection) {
    return Optional.empty();
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
