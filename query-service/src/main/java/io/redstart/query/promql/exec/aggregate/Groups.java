// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Assigns series to the groups of an aggregation, and labels the groups. */
final class Groups {
  private final List<Labels> labels = new ArrayList<>();
  private final int[] groups;

  Groups(QueryLimits limits, List<Labels> series, Grouping grouping) {
    limits.hold(Footprint.ints(series.size()));
    this.groups = new int[series.size()];
    List<String> dropped = new ArrayList<>(grouping.labels());
    dropped.add(Labels.METRIC_NAME);
    Map<Labels, Integer> known = new HashMap<>();
    for (int i = 0; i < groups.length; i++) {
      limits.check();
      Labels one = series.get(i);
      Labels key = grouping.without() ? one.without(dropped) : one.retain(grouping.labels());
      Integer group = known.putIfAbsent(key, labels.size());
      if (group == null) {
        group = labels.size();
        labels.add(key);
        limits.hold(Footprint.labels(key) + Footprint.MAP_ENTRY + Footprint.LIST_ENTRY);
      }
      groups[i] = group;
    }
  }

  /** Returns the labels of the groups. */
  List<Labels> labels() {
    return labels;
  }

  /** Returns the group of a series. */
  int of(int series) {
    return groups[series];
  }
}
