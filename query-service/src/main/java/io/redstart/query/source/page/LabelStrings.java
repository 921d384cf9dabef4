// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.page;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Keeps one copy of each label name and value that a query reads. */
final class LabelStrings implements UnaryOperator<String> {
  private final QueryLimits limits;
  private final Map<String, String> known = new HashMap<>();

  LabelStrings(QueryLimits limits) {
    this.limits = limits;
  }

  @Override
  public String apply(String read) {
    String same = known.putIfAbsent(read, read);
    if (same != null) {
      return same;
    }
    limits.hold(Footprint.string(read) + Footprint.MAP_ENTRY);
    return read;
  }
}
