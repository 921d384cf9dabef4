// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.WireWriter;
import java.util.Arrays;

/**
 * Counts by segment and cell. A few are kept in a list, many in a table.
 *
 * <pre>
 *   the bytes, after their length:
 *   cells     varint count, each a varint: the first cell, then the distance to the one before − 1
 *   segments  varint: how many have counts, each:
 *     gap     varint: segments between this one and the one before
 *     length  varint: of the entries in bytes
 *     entries until that length, each:
 *       position  varint: in the list of cells, the distance to the one before − 1, from −1
 *       count     varint, rotated by the bits of its fraction
 * </pre>
 */
final class CellSums {
  private static final int FRACTION_BITS = 16;

  /** Counts that can be written segment by segment. */
  interface Counts {
    /** Sets the bits of all cells that have counts. */
    void mark(long[] cells);

    /** Gets ready to write. */
    void prepare();

    /**
     * Writes the entries of a segment.
     *
     * @param places by cell: its position in the list of cells
     */
    void write(int segment, int[] places, WireWriter entries);
  }

  private final int segments;
  private final CellNotes notes;
  private final CellTable table;
  private final long[] marks;
  private final int[] places;
  private final WireWriter list = new WireWriter(1024);
  private final WireWriter bodies = new WireWriter(4096);
  private final WireWriter entries = new WireWriter(1024);

  /** Makes empty sums for cells below a number. */
  CellSums(int segments, int cells) {
    this.segments = segments;
    this.notes = new CellNotes(segments, cells);
    this.table = new CellTable(segments, cells);
    this.marks = new long[(cells >>> 6) + 1];
    this.places = new int[cells];
  }

  /** Returns about how much memory it uses for what it has counted. */
  long usedBytes() {
    return notes.usedBytes() + table.usedBytes();
  }

  /**
   * Adds to the count of a cell.
   *
   * @param count more than 0
   */
  void add(int segment, int cell, long count) {
    if (CellNotes.fits(count)) {
      makeRoom(CellNotes.UNITS_MAX);
      notes.add(segment, cell, count);
    } else {
      table.add(segment, cell, count);
    }
  }

  /** Returns the list of single calls. */
  CellNotes notes() {
    return notes;
  }

  /** Returns the array of that list with room for more calls. */
  int[] reserve(int more) {
    makeRoom(more);
    return notes.reserve(more);
  }

  private void makeRoom(int more) {
    if (notes.size() + more > CellNotes.MAX) {
      tabulate();
    }
  }

  private void tabulate() {
    notes.addTo(table);
    notes.setSize(0);
  }

  void clear() {
    notes.setSize(0);
    if (!table.isEmpty()) {
      table.clear();
    }
  }

  void writeTo(WireWriter out) {
    if (table.isEmpty()) {
      write(notes, out);
    } else {
      tabulate();
      write(table, out);
    }
  }

  private void write(Counts counts, WireWriter out) {
    Arrays.fill(marks, 0);
    counts.mark(marks);
    list.clear();
    int cellCount = writeCells();
    counts.prepare();
    bodies.clear();
    int segmentCount = 0;
    int next = 0;
    for (int segment = 0; segment < segments; segment++) {
      entries.clear();
      counts.write(segment, places, entries);
      if (entries.size() > 0) {
        bodies.writeVarint(segment - next).writeBytes(entries.array(), 0, entries.size());
        next = segment + 1;
        segmentCount++;
      }
    }
    entries.clear();
    entries.writeVarint(cellCount).writeRaw(list.array(), 0, list.size());
    entries.writeVarint(segmentCount);
    out.writeVarint(entries.size() + bodies.size())
        .writeRaw(entries.array(), 0, entries.size())
        .writeRaw(bodies.array(), 0, bodies.size());
  }

  /** Numbers and writes all cells with counts. Returns how many there are. */
  private int writeCells() {
    int count = 0;
    int previous = -1;
    for (int word = 0; word < marks.length; word++) {
      for (long bits = marks[word]; bits != 0; bits &= bits - 1) {
        int cell = (word << 6) + Long.numberOfTrailingZeros(bits);
        list.writeVarint(cell - previous - 1);
        places[cell] = count++;
        previous = cell;
      }
    }
    return count;
  }

  static void writeEntry(int distance, long count, WireWriter entries) {
    entries.writeVarints(distance, Long.rotateRight(count, FRACTION_BITS));
  }
}
