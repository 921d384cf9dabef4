// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.PublishedRows;
import io.redstart.aggregator.labelset.RowEncoder;
import io.redstart.aggregator.labelset.RowVisitor;
import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.model.Increment;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * Collects the rows of one label set after another and writes them to a page. The base is the total
 * at {@code from}, so base and rows add up to the total at {@code through}, even after rows were
 * forgotten.
 */
final class RowPage implements RowVisitor {
  private final SelectRequest request;
  private final WindowBlocks grid;
  private final RowEncoder encoder = new RowEncoder();
  private final boolean withCells;
  private final boolean withExemplars;
  private final Increment base = new Increment();
  private final Increment row = new Increment();
  private final WireWriter rows = new WireWriter(1024);
  private int rowCount;
  private long previousMillis;
  private long readBytes;

  RowPage(SelectRequest request, WindowBlocks grid) {
    this.request = request;
    this.grid = grid;
    this.withCells = request.parts() == SelectRequest.Parts.CELLS;
    this.withExemplars = request.parts() == SelectRequest.Parts.EXEMPLARS;
  }

  /** Discards the previous label set and collects the rows of the next. */
  void collect(PublishedRows series) {
    base.clear();
    rows.clear();
    rowCount = 0;
    previousMillis = request.fromMillis();
    if (!withExemplars) {
      series.addTotal(request.fromMillis(), grid, withCells, base);
    }
    series.rows(request.fromMillis(), request.throughMillis(), grid, encoder, this);
  }

  @Override
  public void row(long stampMillis, byte[] bytes, int offset, int length) {
    readBytes += length;
    row.clear();
    WireReader in = new WireReader(bytes, offset, length);
    if (withExemplars) {
      exemplarsRow(stampMillis, in, offset + length);
      return;
    }
    if (withCells) {
      IncrementCodec.readInto(in, row);
    } else {
      IncrementCodec.readHeadInto(in, row);
    }
    beginRow(stampMillis);
    writeValue(bytes, offset, in.position() - offset);
  }

  private void exemplarsRow(long stampMillis, WireReader in, int end) {
    IncrementCodec.readInto(in, row);
    if (in.hasMore()) {
      beginRow(stampMillis);
      rows.writeBytes(in.array(), in.position(), end - in.position());
    }
  }

  private void beginRow(long stampMillis) {
    rows.writeVarint((stampMillis - previousMillis) / grid.windowMillis());
    rowCount++;
    previousMillis = stampMillis;
  }

  private void writeValue(byte[] bytes, int offset, int length) {
    if (withCells) {
      rows.writeRaw(bytes, offset, length);
    } else {
      IncrementCodec.writeWithoutCells(row, rows);
    }
  }

  /** Writes the label set's base and rows to the page. */
  void writeTo(WireWriter out) {
    row.clear();
    row.addCalls(base.calls());
    row.addSum(base.sumHigh(), base.sumLow());
    // Cells that were first counted after the base have a count of 0 here: leave them out.
    for (int i = 0; i < base.cellCount(); i++) {
      if (base.count(i) != 0) {
        row.addCell(base.cell(i), base.count(i));
      }
    }
    IncrementCodec.write(row, out);
    out.writeVarint(rowCount).writeRaw(rows.array(), 0, rows.size());
  }

  /** Writes an empty base and no rows. */
  void writeEmptyTo(WireWriter out) {
    row.clear();
    IncrementCodec.write(row, out);
    out.writeVarint(0);
  }

  /** Returns how many bytes of rows were read for this page. */
  long readBytes() {
    return readBytes;
  }
}
