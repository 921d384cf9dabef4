// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import java.util.BitSet;

/** Finds the cells in which any histogram of a group can have counts. */
final class GroupCells {
  private final QueryLimits limits;
  private final FineOperator operand;
  private final Groups groups;

  GroupCells(QueryLimits limits, FineOperator operand, Groups groups) {
    this.limits = limits;
    this.operand = operand;
    this.groups = groups;
  }

  /** Returns the cells by group, ascending. */
  int[][] union() {
    BitSet[] touched = new BitSet[groups.labels().size()];
    int cells = operand.space().upperBounds().length;
    long scratch = touched.length * (Footprint.OBJECT + Footprint.longs(cells >>> 6));
    limits.hold(scratch);
    for (int group = 0; group < touched.length; group++) {
      limits.check(group);
      touched[group] = new BitSet(cells);
    }
    for (int i = 0; i < operand.series().size(); i++) {
      limits.check();
      for (int cell : operand.cells(i)) {
        touched[groups.of(i)].set(cell);
      }
    }
    int[][] union = new int[touched.length][];
    for (int group = 0; group < union.length; group++) {
      limits.check();
      limits.hold(Footprint.ints(touched[group].cardinality()));
      union[group] = touched[group].stream().toArray();
    }
    limits.release(scratch);
    return union;
  }
}
