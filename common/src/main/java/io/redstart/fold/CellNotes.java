// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.model.Weight;
import io.redstart.wire.WireWriter;
import java.util.Arrays;

/**
 * A list of single calls in the order in which they were added. For groups of few label sets nothing
 * else is needed: a table of their segments and cells would be nearly empty. The list is sorted by
 * segment before it is written, or added to a table, whose segments are then each visited once.
 */
final class CellNotes implements CellSums.Counts {
  /** 4 MB while they are sorted. */
  static final int MAX = 1 << 19;

  /** Larger counts go to the table. */
  static final int UNITS_MAX = 4;

  private final int cellBits;
  private int size;
  /** The segment in the upper bits, the cell in the lower ones. */
  private int[] notes = new int[1024];

  private int[] sorted = {};
  /** By segment: where its notes end when they are sorted. */
  private final int[] ends;
  /** By place of a cell: the calls of one segment, 0 between calls. */
  private final int[] sums;

  private final long[] marks;

  CellNotes(int segments, int cells) {
    this.cellBits = Integer.SIZE - Integer.numberOfLeadingZeros(cells);
    this.ends = new int[segments + 1];
    this.sums = new int[cells];
    this.marks = new long[(cells >>> 6) + 1];
  }

  long usedBytes() {
    return 2L * Integer.BYTES * size;
  }

  /** Returns whether a count can be noted: a few whole calls. */
  static boolean fits(long count) {
    return (count & Weight.ONE - 1) == 0 && count <= UNITS_MAX * Weight.ONE;
  }

  /** Adds a count that fits; there is room. */
  void add(int segment, int cell, long count) {
    reserve(UNITS_MAX);
    for (long left = count; left > 0; left -= Weight.ONE) {
      notes[size++] = key(segment) + cell;
    }
  }

  /** Returns the note of cell 0. */
  int key(int segment) {
    return segment << cellBits;
  }

  int[] reserve(int more) {
    if (more > notes.length - size) {
      notes = Arrays.copyOf(notes, Math.max(2 * notes.length, size + more));
    }
    return notes;
  }

  int size() {
    return size;
  }

  void setSize(int newSize) {
    size = newSize;
  }

  void addTo(CellTable table) {
    prepare();
    for (int i = 0; i < size; i++) {
      table.add(sorted[i] >>> cellBits, cell(sorted[i]), Weight.ONE);
    }
  }

  private int cell(int note) {
    return note & (1 << cellBits) - 1;
  }

  @Override
  public void mark(long[] cells) {
    for (int i = 0; i < size; i++) {
      int cell = cell(notes[i]);
      cells[cell >>> 6] |= 1L << cell; // the shift counts modulo 64
    }
  }

  /** Sorts by counting. */
  @Override
  public void prepare() {
    if (sorted.length < size) {
      sorted = new int[notes.length];
    }
    Arrays.fill(ends, 0);
    for (int i = 0; i < size; i++) {
      ends[(notes[i] >>> cellBits) + 1]++;
    }
    for (int segment = 1; segment < ends.length; segment++) {
      ends[segment] += ends[segment - 1];
    }
    // Each is where its segment begins, and moves to where it ends.
    for (int i = 0; i < size; i++) {
      sorted[ends[notes[i] >>> cellBits]++] = notes[i];
    }
  }

  @Override
  public void write(int segment, int[] places, WireWriter entries) {
    int from = segment == 0 ? 0 : ends[segment - 1];
    int to = ends[segment];
    for (int i = from; i < to; i++) {
      int place = places[cell(sorted[i])];
      sums[place]++;
      marks[place >>> 6] |= 1L << place;
    }
    int previous = -1;
    for (int word = 0; from < to && word < marks.length; word++) {
      for (long bits = marks[word]; bits != 0; bits &= bits - 1) {
        int place = (word << 6) + Long.numberOfTrailingZeros(bits);
        CellSums.writeEntry(place - previous - 1, sums[place] * Weight.ONE, entries);
        sums[place] = 0;
        previous = place;
      }
      marks[word] = 0;
    }
  }
}
