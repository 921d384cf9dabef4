// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.value.SeriesList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Assigns series to the groups of an aggregation, and labels the groups.
 *
 * <pre>
 *   sum by (job)       input  labels               group          starts
 *                      0      {job="a", pod="x"}   0 {job="a"}    0
 *                      1      {job="b", pod="x"}   1 {job="b"}    2
 *                      2      {job="a", pod="y"}   0
 * </pre>
 */
final class Groups {
  private final QueryLimits limits;
  private final SeriesList inputs;
  private final GroupKey key;
  private final SeriesIndex index;
  private int[] groups = {};
  private int mapped;
  private int[] starts = {};
  private int started;

  Groups(QueryLimits limits, SeriesList inputs, Grouping grouping) {
    this.limits = limits;
    this.inputs = inputs;
    this.key = new GroupKey(grouping);
    this.index = new SeriesIndex(limits);
    update();
  }

  /** Assigns the inputs that are new since the last call. */
  void update() {
    if (mapped == inputs.size()) {
      return;
    }
    groups = Growth.ints(limits, groups, inputs.size(), 0);
    Set<Labels> unnamed = unnamed();
    for (; mapped < inputs.size(); mapped++) {
      limits.check();
      Labels labels = key.of(inputs.labels(mapped));
      groups[mapped] = index.of(labels, unnamed.contains(labels));
    }
  }

  /** Returns the groups of new inputs that lose their names: one input is enough. */
  private Set<Labels> unnamed() {
    Set<Labels> unnamed = new HashSet<>();
    for (int i = mapped; i < inputs.size(); i++) {
      limits.check();
      if (inputs.losesName(i)) {
        unnamed.add(key.of(inputs.labels(i)));
      }
    }
    return unnamed;
  }

  /** Returns the groups as series. */
  SeriesList series() {
    update();
    return index.list();
  }

  /** Returns how many groups there are. */
  int size() {
    return index.size();
  }

  /** Returns the group of an input. */
  int of(int input) {
    return groups[input];
  }

  /** Returns how many inputs were assigned. */
  int inputs() {
    return mapped;
  }

  /**
   * Returns where the inputs of each group begin in an array of all inputs that is ordered by group.
   * It is valid until the next {@link #update}.
   */
  int[] starts() {
    if (started < mapped) {
      starts = Growth.ints(limits, starts, size() + 1, 0);
      Arrays.fill(starts, 0);
      for (int i = 0; i < mapped; i++) {
        starts[groups[i] + 1]++;
      }
      for (int group = 1; group <= size(); group++) {
        starts[group] += starts[group - 1];
      }
      started = mapped;
    }
    return starts;
  }
}
