// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Arrays;

/**
 * By how much counts of steps and cells differ from their integers multiplied by the step's factor.
 * Several corrections of one step and cell add up.
 */
public final class Corrections {
  private int size;
  private int[] steps = new int[16];
  private int[] cells = new int[16];
  private double[] values = new double[16];

  /** Makes no corrections. */
  public Corrections() {}

  void clear() {
    size = 0;
  }

  void add(int step, int cell, double value) {
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, 2 * size);
      cells = Arrays.copyOf(cells, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    steps[size] = step;
    cells[size] = cell;
    values[size++] = value;
  }

  /** Returns how many there are. */
  public int size() {
    return size;
  }

  /** Returns the step of one. */
  public int step(int index) {
    return steps[index];
  }

  /** Returns the cell of one. */
  public int cell(int index) {
    return cells[index];
  }

  /** Returns by how much the count differs. */
  public double value(int index) {
    return values[index];
  }

  /** Returns about how much memory one takes. */
  public static int sizeBytes() {
    return 2 * Integer.BYTES + Double.BYTES;
  }

  void writeTo(WireWriter out) {
    out.writeVarint(size);
    for (int i = 0; i < size; i++) {
      out.writeVarint(steps[i])
          .writeVarint(cells[i])
          .writeFixed64(Double.doubleToRawLongBits(values[i]));
    }
  }

  /**
   * Adds what another object wrote.
   *
   * @param stepCount all steps are below it
   * @param cellCount all cells are below it
   * @throws io.redstart.wire.MalformedFrameException if the bytes are malformed
   */
  public void read(WireReader in, int stepCount, int cellCount) {
    for (int left = in.readCount(Integer.MAX_VALUE); left > 0; left--) {
      int step = in.readCount(stepCount - 1);
      int cell = in.readCount(cellCount - 1);
      add(step, cell, Double.longBitsToDouble(in.readFixed64()));
    }
  }
}
