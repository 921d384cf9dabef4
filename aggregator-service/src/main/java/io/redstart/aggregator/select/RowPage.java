// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.model.Increment;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;

/**
 * Collects the rows of one label set after another and writes them to a page. The base is the total
 * at {@code from}, so base and rows add up to the total at {@code through}, even after rows were
 * forgotten.
 *
 * <p>Rows of shorter windows than the request wants are added up here, so an answer does not depend
 * on how far rolling up has come (docs/rules.md, W5).
 */
final class RowPage implements RowSink {
  private final SelectRequest request;
  private final long windowMillis;
  private final boolean withCells;
  private final boolean withExemplars;
  private final Increment base = new Increment();
  /** Rows of one longer window. */
  private final Increment sum = new Increment();

  private long sumMillis;
  private final WireWriter rows = new WireWriter(1024);
  private int rowCount;
  private long previousMillis;
  private long readBytes;
  private int tier;

  RowPage(SelectRequest request, long windowMillis) {
    this.request = request;
    this.windowMillis = windowMillis;
    this.withCells = request.parts() == SelectRequest.Parts.CELLS;
    this.withExemplars = request.parts() == SelectRequest.Parts.EXEMPLARS;
  }

  /** Discards the previous label set and collects the rows of the next. */
  void collect(LabelSetRecord labelSet, RowSource source) {
    base.clear();
    rows.clear();
    sum.clear();
    sumMillis = 0;
    tier = 0;
    rowCount = 0;
    previousMillis = request.fromMillis();
    source.read(labelSet, base, this);
    endSum();
    readBytes += rows.size();
  }

  @Override
  public void row(long stampMillis, Increment read, byte[] exemplars, int offset, int length) {
    if (withExemplars) {
      if (length > 0) {
        beginRow(stampMillis);
        rows.writeBytes(exemplars, offset, length);
      }
      return;
    }
    long wantedMillis = wantedMillis(stampMillis);
    if (wantedMillis == windowMillis) {
      endSum();
      writeRow(stampMillis, read);
      return;
    }
    long endMillis = Math.floorDiv(stampMillis + wantedMillis - 1, wantedMillis) * wantedMillis;
    if (endMillis != sumMillis) {
      endSum();
      sumMillis = endMillis;
    }
    if (withCells) {
      sum.add(read);
    } else {
      sum.addCalls(read.calls());
      sum.addSum(read.sumHigh(), read.sumLow());
    }
  }

  private long wantedMillis(long stampMillis) {
    while (stampMillis > request.tiers().get(tier).throughMillis()) {
      tier++;
    }
    return request.tiers().get(tier).windowMillis();
  }

  private void endSum() {
    if (sumMillis > 0) {
      writeRow(sumMillis, sum);
      sum.clear();
      sumMillis = 0;
    }
  }

  private void beginRow(long stampMillis) {
    rows.writeVarint((stampMillis - previousMillis) / windowMillis);
    rowCount++;
    previousMillis = stampMillis;
  }

  private void writeRow(long stampMillis, Increment written) {
    beginRow(stampMillis);
    if (withCells) {
      IncrementCodec.write(written, rows);
    } else {
      IncrementCodec.writeWithoutCells(written, rows);
    }
  }

  /** Writes the label set's base and rows to the page. */
  void writeTo(WireWriter out) {
    IncrementCodec.write(base, out);
    out.writeVarint(rowCount).writeRaw(rows.array(), 0, rows.size());
  }

  /** Writes an empty base and no rows. */
  static void writeEmptyTo(WireWriter out) {
    IncrementCodec.write(new Increment(), out);
    out.writeVarint(0);
  }

  /** Returns how many bytes of rows were read for this page. */
  long readBytes() {
    return readBytes;
  }
}
