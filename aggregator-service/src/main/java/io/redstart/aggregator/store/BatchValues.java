// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.wire.BatchReader;

/**
 * Reads the value of a batch's current entry, and converts it cell by cell if the batch and the
 * store have different layouts.
 */
final class BatchValues implements LabelSetTable.Value {
  private final BatchReader batch;
  private final CellLayout layout;
  private final boolean sameLayout;
  private final Increment foreign = new Increment();
  private long convertedCells;

  BatchValues(BatchReader batch, CellLayout layout) {
    this.batch = batch;
    this.layout = layout;
    this.sameLayout = batch.layout().equals(layout);
  }

  @Override
  public void addTo(Increment target) {
    if (sameLayout) {
      batch.valueInto(target);
      return;
    }
    foreign.clear();
    batch.valueInto(foreign);
    target.addCalls(foreign.calls());
    target.addSum(foreign.sumHigh(), foreign.sumLow());
    for (int i = 0; i < foreign.cellCount(); i++) {
      target.addCell(layout.cellFrom(batch.layout(), foreign.cell(i)), foreign.count(i));
    }
    convertedCells += foreign.cellCount();
  }

  @Override
  public boolean hasExemplars() {
    return batch.hasExemplars();
  }

  @Override
  public void exemplarsTo(Exemplars target) {
    batch.exemplarsInto(target);
  }

  long convertedCells() {
    return convertedCells;
  }
}
