// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import java.util.BitSet;

/** Finds the cells that any histogram of a group may have counts in. */
final class GroupCells {
  private final FineOperator operand;
  private final Groups groups;

  GroupCells(FineOperator operand, Groups groups) {
    this.operand = operand;
    this.groups = groups;
  }

  /** Returns them by group, ascending. */
  int[][] union() {
    BitSet[] touched = new BitSet[groups.labels().size()];
    for (int group = 0; group < touched.length; group++) {
      touched[group] = new BitSet(operand.space().upperBounds().length);
    }
    for (int i = 0; i < operand.series().size(); i++) {
      for (int cell : operand.cells(i)) {
        touched[groups.of(i)].set(cell);
      }
    }
    int[][] union = new int[touched.length][];
    for (int group = 0; group < union.length; group++) {
      union[group] = touched[group].stream().toArray();
    }
    return union;
  }
}
