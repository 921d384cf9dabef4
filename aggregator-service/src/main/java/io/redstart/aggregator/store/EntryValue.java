// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.wire.ExemplarsCodec;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireReader;

/**
 * The value of one entry of a batch after another, which is converted cell by cell if the batch and
 * the store have different layouts.
 */
final class EntryValue implements LabelSetTable.Value {
  private final CellLayout from;
  private final CellLayout layout;
  private final boolean sameLayout;
  private final Increment foreign = new Increment();
  private WireReader value = new WireReader(new byte[0], 0, 0);
  private long convertedCells;

  /**
   * Creates a value.
   *
   * @param from the layout of the batch
   * @param layout the layout of the store
   */
  EntryValue(CellLayout from, CellLayout layout) {
    this.from = from;
    this.layout = layout;
    this.sameLayout = from.equals(layout);
  }

  /** Moves to another entry's value: bytes of IncrementCodec, then of ExemplarsCodec. */
  EntryValue set(byte[] array, int offset, int length) {
    value = new WireReader(array, offset, length);
    return this;
  }

  @Override
  public void addTo(Increment target) {
    if (sameLayout) {
      IncrementCodec.readInto(value, target);
      return;
    }
    foreign.clear();
    IncrementCodec.readInto(value, foreign);
    target.addCalls(foreign.calls());
    target.addSum(foreign.sumHigh(), foreign.sumLow());
    for (int i = 0; i < foreign.cellCount(); i++) {
      target.addCell(layout.cellFrom(from, foreign.cell(i)), foreign.count(i));
    }
    convertedCells += foreign.cellCount();
  }

  @Override
  public boolean hasExemplars() {
    return value.hasMore();
  }

  @Override
  public void exemplarsTo(Exemplars target) {
    ExemplarsCodec.readInto(value, target);
  }

  long convertedCells() {
    return convertedCells;
  }
}
