// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.syntax.Matching;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groups the series of two vectors by the values of the matched labels. */
final class MatchGroups {
  private final QueryLimits limits;
  private final Matching matching;
  private final Map<Labels, Integer> known = new HashMap<>();
  private final List<Labels> labels = new ArrayList<>();

  MatchGroups(QueryLimits limits, Matching matching) {
    this.limits = limits;
    this.matching = matching;
  }

  /** Returns the group of each series; groups found before keep their numbers. */
  int[] groupsOf(List<Labels> series) {
    limits.hold(Footprint.ints(series.size()));
    int[] groups = new int[series.size()];
    for (int i = 0; i < groups.length; i++) {
      limits.check();
      Labels key = keyOf(series.get(i));
      Integer group = known.putIfAbsent(key, labels.size());
      if (group == null) {
        group = labels.size();
        labels.add(key);
        limits.hold(Footprint.labels(key) + Footprint.MAP_ENTRY + Footprint.LIST_ENTRY);
      }
      groups[i] = group;
    }
    return groups;
  }

  /** Returns how many groups there are. */
  int size() {
    return labels.size();
  }

  /** Returns the labels that the series of a group have in common. */
  Labels labels(int group) {
    return labels.get(group);
  }

  private Labels keyOf(Labels series) {
    if (matching.on()) {
      return series.retain(matching.labels());
    }
    List<String> ignored = new ArrayList<>(matching.labels());
    ignored.add(Labels.METRIC_NAME);
    return series.without(ignored);
  }

  /** Returns the labels of a result, from the labels of the left series. */
  Labels resultOf(Labels left, boolean keepsName) {
    Labels named = keepsName ? left : OutputSeries.withoutName(left);
    return matching.on() ? named.retain(matching.labels()) : named.without(matching.labels());
  }
}
