// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SeriesList;

/** The value of a fold without series. */
final class NoGroups implements Folded {
  static final Folded INSTANCE = new NoGroups();

  private final SeriesList none = new SeriesList();

  private NoGroups() {}

  @Override
  public SeriesList groups() {
    return none;
  }

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public Reader reader(QueryLimits limits) {
    return (group, step, into) -> {};
  }
}
