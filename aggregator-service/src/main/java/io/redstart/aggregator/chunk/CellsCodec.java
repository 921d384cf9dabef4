// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.fold.CallNotes;
import io.redstart.model.CellLayout;
import io.redstart.model.FineBins;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * Reads and writes the cells of rows, from the highest cell down, so that a high quantile needs
 * only the beginning.
 *
 * <pre>
 *   version       1 byte: 1
 *   rows          varint
 *   width         varint: a group is 2^width neighbouring cells, the first group begins at cell 0
 *   unit          the {@link CountUnit} of all counts
 *   groups        varint: the number of groups that count anything
 *   directory     per group, from the highest down:
 *     group       varint: the first group in full, then the one before minus this one minus 1
 *     body        varint: length of the body in bytes · 2, plus 1 if it has counts
 *     total       varint: the sum of its counts in units, at most 2^63 − 1
 *   bodies        in the same order
 * </pre>
 *
 * <p>A group is a plane of cells times rows, read line by line, beginning with its highest cell:
 * {@code position = (highest cell − cell) · rows + row}. A body lists its positions in ascending
 * order; the one before the first is −1.
 *
 * <pre>
 *   without counts: per unit counted, a varint: its position minus the one before
 *   with counts:    per position, a varint: (position − the one before − 1) · 2, plus 1 if more
 *                   than one unit follows as a varint: units − 2
 *
 *   3 rows, width 5; cell 63 counts 1 in row 0 and 2 in row 2; cell 61 counts 1 in row 1
 *   positions 0, 2, 2, 7     without counts: 1 2 0 5     with counts: 0 3 0 8
 * </pre>
 */
public final class CellsCodec {
  /** The number of cells in the largest layout. */
  static final int CELLS_MAX = FineBins.COUNT + CellLayout.BOUNDS_MAX;

  static final int VERSION = 1;

  private static final int NARROW = 5;
  private static final int WIDE = 8;
  /** Below this many pairs a directory of narrow groups costs more than it spares a reader. */
  private static final int NARROW_PAIRS_MIN = 512;

  private CellsCodec() {}

  /**
   * Writes the cells of some rows, except those that count 0.
   *
   * @param toRow the row after the last one
   */
  public static void write(RowColumns rows, int fromRow, int toRow, WireWriter out) {
    HeadsCodec.checkRowCount(toRow - fromRow);
    CellPairs pairs = rows.pairs();
    pairs.fill(rows, fromRow, toRow);
    CountUnit unit = unitOf(pairs);
    int width = pairs.size() < NARROW_PAIRS_MIN ? WIDE : NARROW;
    WireWriter directory = new WireWriter();
    WireWriter bodies = new WireWriter(pairs.size() + pairs.size() / 2);
    int groups = 0;
    int previous = 0;
    int to;
    for (int from = 0; from < pairs.size(); from = to) {
      int group = pairs.cell(from) >>> width;
      to = endOfGroup(pairs, from, group << width);
      directory.writeVarint(groups == 0 ? group : previous - group - 1);
      CellGroup plane = new CellGroup(group, width, toRow - fromRow, unit);
      plane.write(pairs, from, to, directory, bodies);
      previous = group;
      groups++;
    }
    out.writeByte(VERSION).writeVarint(toRow - fromRow).writeVarint(width);
    unit.write(out);
    out.writeVarint(groups)
        .writeRaw(directory.array(), 0, directory.size())
        .writeRaw(bodies.array(), 0, bodies.size());
  }

  private static CountUnit unitOf(CellPairs pairs) {
    long divisor = 0;
    for (int at = 0; at < pairs.size(); at++) {
      divisor = CountUnit.divisor(divisor, pairs.count(at));
    }
    return CountUnit.of(divisor);
  }

  private static int endOfGroup(CellPairs pairs, int from, int lowestCell) {
    int to = from;
    while (to < pairs.size() && pairs.cell(to) >= lowestCell) {
      to++;
    }
    return to;
  }

  /**
   * Reads cells into rows that have none yet, as {@link HeadsCodec} leaves them: from
   * {@code firstRow} to the last one.
   *
   * @throws MalformedFrameException if the bytes are malformed or belong to another number of rows;
   *     the rows then have no cells
   */
  public static void read(WireReader in, RowColumns rows, int firstRow) {
    int start = in.position();
    CellsDirectory directory = new CellsDirectory(in);
    if (directory.rowCount() != rows.size() - firstRow) {
      throw new MalformedFrameException("cells of " + directory.rowCount() + " rows for "
          + (rows.size() - firstRow) + " rows at byte " + start);
    }
    CellPairs pairs = rows.pairs();
    pairs.clear();
    for (int i = 0; i < directory.size(); i++) {
      directory.readBody(i, in, pairs);
    }
    rows.setCells(firstRow, pairs);
  }

  /**
   * Reads cells as they are stored, without those of groups that begin at a cell or above.
   *
   * @param rowCount the number of rows that the bytes must belong to
   * @param limit the first cell that need not be read
   * @param target receives the cells, and nothing else
   * @throws MalformedFrameException if the bytes are malformed or belong to another number of rows
   */
  public static void readBelow(WireReader in, int rowCount, int limit, CellPairs target) {
    int start = in.position();
    CellsDirectory directory = new CellsDirectory(in);
    if (directory.rowCount() != rowCount) {
      throw new MalformedFrameException(
          "cells of " + directory.rowCount() + " rows for " + rowCount + " rows at byte " + start);
    }
    target.clear();
    for (int i = 0; i < directory.size(); i++) {
      if (directory.lowestCell(i) < limit) {
        directory.readBody(i, in, target);
      } else {
        directory.skipBody(i, in);
      }
    }
  }

  /**
   * Reads cells for a fold: single calls are noted, without those of rows that have no key.
   *
   * @param rowKeys by row: its key
   * @param rest receives all other cells, and nothing else
   * @throws MalformedFrameException if the bytes are malformed or belong to another number of rows
   */
  public static void note(
      WireReader in, int[] rowKeys, int rowCount, CallNotes notes, CellPairs rest) {
    int start = in.position();
    CellsDirectory directory = new CellsDirectory(in);
    if (directory.rowCount() != rowCount) {
      throw new MalformedFrameException(
          "cells of " + directory.rowCount() + " rows for " + rowCount + " rows at byte " + start);
    }
    rest.clear();
    for (int i = 0; i < directory.size(); i++) {
      if (directory.isOfSingleCalls(i) && directory.lowestCell(i) >= notes.fromCell()) {
        directory.noteBody(i, in, rowKeys, notes);
      } else {
        directory.readBody(i, in, rest);
      }
    }
  }
}
