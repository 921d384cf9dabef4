// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.tree.Grouping;
import java.util.HashSet;
import java.util.Set;

/** Returns the labels of the group that a series belongs to. */
final class GroupKey {
  private final boolean isWithout;
  private final Set<String> names;

  GroupKey(Grouping grouping) {
    this.isWithout = grouping.without();
    this.names = new HashSet<>(grouping.labels());
    if (isWithout) {
      names.add(Labels.METRIC_NAME);
    }
  }

  Labels of(Labels series) {
    if (isWithout) {
      return series.without(names);
    }
    return names.isEmpty() ? Labels.empty() : series.retain(names);
  }

  /** Returns whether a group keeps a label. */
  boolean keeps(String name) {
    return isWithout != names.contains(name);
  }
}
