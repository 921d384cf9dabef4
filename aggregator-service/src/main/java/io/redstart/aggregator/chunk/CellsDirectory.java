// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.fold.CallNotes;
import io.redstart.model.Weight;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;

/**
 * The beginning of the cells of rows, up to the bodies: which groups there are, what each counts,
 * and how long its body is; see {@link CellsCodec}. Bodies are read from the first one on; a reader
 * may stop at any of them.
 */
final class CellsDirectory {
  private static final int WIDTH_MAX = 13;

  private final int rowCount;
  private final int width;
  private final CountUnit unit;
  /** By group, from the highest cells down: its number, length · 2 + form, total in units. */
  private final int[] groups;

  private final int[] bodies;
  private final long[] totals;

  /**
   * Reads the directory.
   *
   * @throws MalformedFrameException if it is malformed
   */
  CellsDirectory(WireReader in) {
    BlobVersion.check(in, CellsCodec.VERSION, "cells");
    this.rowCount = in.readCount(HeadsCodec.ROWS_MAX);
    this.width = in.readCount(WIDTH_MAX);
    this.unit = CountUnit.read(in);
    int group = ((CellsCodec.CELLS_MAX - 1) >>> width) + 1;
    int size = in.readCount(rowCount == 0 ? 0 : group);
    this.groups = new int[size];
    this.bodies = new int[size];
    this.totals = new long[size];
    for (int i = 0; i < size; i++) {
      int number = in.readCount(group - 1);
      group = i == 0 ? number : group - 1 - number;
      groups[i] = group;
      bodies[i] = in.readCount(Integer.MAX_VALUE);
      totals[i] = in.readVarint();
    }
  }

  /** Returns the number of rows. */
  int rowCount() {
    return rowCount;
  }

  /** Returns the number of groups. */
  int size() {
    return groups.length;
  }

  /** Returns the lowest cell that a group can hold. */
  int lowestCell(int i) {
    return groups[i] << width;
  }

  /** Skips the body of the next group, whose index is {@code i}. */
  void skipBody(int i, WireReader in) {
    in.skip(bodies[i] >>> 1);
  }

  /** Reads the body of the next group, whose index is {@code i}, and appends its pairs. */
  void readBody(int i, WireReader in, CellPairs target) {
    CellGroup.Body body = body(i, in);
    int first = target.size();
    CellGroup group = new CellGroup(groups[i], width, rowCount, unit);
    long total = (bodies[i] & 1) == 0
        ? group.readWithoutCounts(body, target)
        : group.readWithCounts(body, target);
    if (first < target.size() && target.cell(first) >= CellsCodec.CELLS_MAX) {
      throw new MalformedFrameException(
          "cell " + target.cell(first) + " does not exist, before byte " + in.position());
    }
    checkTotal(i, total, in);
  }

  private CellGroup.Body body(int i, WireReader in) {
    int from = in.position();
    in.skip(bodies[i] >>> 1);
    return new CellGroup.Body(in.array(), from, in.position());
  }

  /** Returns whether a body lists single calls. */
  boolean isOfSingleCalls(int i) {
    boolean isInLayout = (groups[i] + 1) << width <= CellsCodec.CELLS_MAX;
    return (bodies[i] & 1) == 0 && unit.size() == Weight.ONE && isInLayout;
  }

  /** Notes the calls of the body of the next group, whose index is {@code i}. */
  void noteBody(int i, WireReader in, int[] rowKeys, CallNotes notes) {
    CellGroup.Body body = body(i, in);
    CellGroup group = new CellGroup(groups[i], width, rowCount, unit);
    long total = group.note(body, rowKeys, notes);
    checkTotal(i, total, in);
  }

  private void checkTotal(int i, long total, WireReader in) {
    if (total != totals[i]) {
      throw new MalformedFrameException(
          "group counts " + total + " instead of " + totals[i] + ", before byte " + in.position());
    }
  }
}
