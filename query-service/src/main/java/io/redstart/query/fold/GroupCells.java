// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.Extrapolation;
import io.redstart.query.promql.limit.Footprint;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one group by cell, and how to read them step by step. Immutable; each reader has a
 * {@link Slider} of its own.
 *
 * <pre>
 *   cells of the parts   3 7 9     7 8
 *   cells of the group   3 7 8 9            place 0 … 3
 *   places of the parts  0 1 3     1 2
 * </pre>
 */
final class GroupCells {
  private static final double CALL = 1.0 / (1 << 16);

  private final FoldShape shape;
  private final Extrapolation extrapolation;
  private final int[] cells;
  /** In the order of their first samples. */
  private final FoldMerge.Layer[] layers;
  /** By layer: where its parts begin in {@link #parts}; one more for the end. */
  private final int[] starts;

  private final CellPart[] parts;
  /** By part: the places of its cells among those of the group. */
  private final int[][] places;

  private final PlacedCorrections corrections;

  GroupCells(FoldShape shape, FoldMerge.Group group) {
    this.shape = shape;
    this.extrapolation = new Extrapolation(shape.grid());
    this.layers = group.layers.values().toArray(new FoldMerge.Layer[0]);
    this.starts = new int[layers.length + 1];
    for (int i = 0; i < layers.length; i++) {
      starts[i + 1] = starts[i] + layers[i].cells.size();
    }
    this.parts = new CellPart[starts[layers.length]];
    int at = 0;
    for (FoldMerge.Layer layer : layers) {
      for (CellPart part : layer.cells) {
        parts[at++] = part;
      }
    }
    this.cells = union(group, shape.cellCount());
    this.places = new int[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      places[i] = places(parts[i].cells());
    }
    this.corrections = PlacedCorrections.of(group.corrections, cells);
  }

  private int[] union(FoldMerge.Group group, int cellCount) {
    if (parts.length == 1 && group.corrections.size() == 0) {
      return parts[0].cells();
    }
    BitSet touched = new BitSet(cellCount);
    for (CellPart part : parts) {
      for (int cell : part.cells()) {
        touched.set(cell);
      }
    }
    for (int i = 0; i < group.corrections.size(); i++) {
      touched.set(group.corrections.cell(i));
    }
    return touched.stream().toArray();
  }

  /** Returns where cells stand among those of the group; both ascend. */
  private int[] places(int[] of) {
    int[] found = new int[of.length];
    int place = 0;
    for (int i = 0; i < of.length; i++) {
      while (cells[place] < of[i]) {
        place++;
      }
      found[i] = place;
    }
    return found;
  }

  /** Returns the cells that have counts at any step, ascending. */
  int[] cells() {
    return cells;
  }

  /** Returns its memory and that of a slider. */
  long sizeBytes() {
    long bytes = 3 * Footprint.longs(cells.length) + corrections.sizeBytes();
    for (int[] of : places) {
      bytes += Footprint.ints(of.length) + 4L * Integer.BYTES;
    }
    return bytes + 8L * Footprint.OBJECT;
  }

  /** Returns how many series have a value at a step. */
  long series(int step) {
    long series = 0;
    for (FoldMerge.Layer layer : layers) {
      series += shape.isPresent(step, layer.zeroMillis) ? layer.series : 0;
    }
    return series;
  }

  /**
   * Reads the counts, quickest step by step in ascending order. Label sets join the old ones at the
   * first step before which they have a sample; until then they are young, and their counts have
   * factors of their own. Used by one thread.
   */
  final class Slider {
    private final long[] old = new long[cells.length];
    private long oldTotal;
    /** The counts of a young layer; 0 between two uses. */
    private long @Nullable [] young;
    /** By part: the segments that were added and removed so far. */
    private final int[] added = new int[parts.length];

    private final int[] removed = new int[parts.length];
    /** How many layers are old. */
    private int joined;

    private int step = -1;

    private void restart() {
      Arrays.fill(old, 0);
      Arrays.fill(added, 0);
      Arrays.fill(removed, 0);
      oldTotal = 0;
      joined = 0;
    }

    /** Moves to a step that has samples. */
    void moveTo(int wanted) {
      if (wanted < step) {
        restart();
      }
      step = wanted;
      int first = shape.isNewest() ? -1 : shape.grid().first(wanted);
      int last = shape.grid().last(wanted);
      long firstMillis = shape.grid().cutMillis(shape.grid().first(wanted));
      while (joined < layers.length && joins(layers[joined].zeroMillis, firstMillis)) {
        joined++;
      }
      for (int i = 0; i < starts[joined]; i++) {
        slide(i, first, last);
      }
    }

    private boolean joins(long zeroMillis, long firstMillis) {
      return shape.isExtrapolated() ? zeroMillis < firstMillis : zeroMillis <= firstMillis;
    }

    private void slide(int index, int first, int last) {
      CellPart part = parts[index];
      while (added[index] < part.segmentCount() && part.segment(added[index]) <= last) {
        oldTotal += part.add(added[index]++, places[index], 1, old);
      }
      while (removed[index] < added[index] && part.segment(removed[index]) <= first) {
        oldTotal += part.add(removed[index]++, places[index], -1, old);
      }
    }

    /** Returns whether some label sets are young at the step. */
    boolean hasYoung() {
      return hasYoung(joined);
    }

    private boolean hasYoung(int layer) {
      return layer < layers.length && shape.isPresent(step, layers[layer].zeroMillis);
    }

    /** Returns the counts by place without their factor. */
    long[] old() {
      return old;
    }

    /** Returns the sum of {@link #old}. */
    long oldTotal() {
      return oldTotal;
    }

    /** Returns what corrects {@link #old} at the step. */
    PlacedCorrections.AtStep corrections() {
      return corrections.at(step, CALL * factor(Long.MIN_VALUE));
    }

    /**
     * Computes the counts of the step by place, before they are divided by anything.
     *
     * @param counts as many as {@link #cells}, or more
     */
    void counts(double[] counts) {
      double factor = CALL * factor(Long.MIN_VALUE);
      for (int i = 0; i < old.length; i++) {
        counts[i] = old[i] * factor;
      }
      for (int layer = joined; hasYoung(layer); layer++) {
        addYoung(layer, counts);
      }
      corrections.addTo(counts, step);
    }

    private double factor(long zeroMillis) {
      return shape.isExtrapolated() ? extrapolation.factor(step, zeroMillis) : 1;
    }

    /**
     * Adds up integers first, so that the order in which parts arrived does not matter. A young layer
     * counted nothing before the first sample of the step.
     */
    private void addYoung(int layer, double[] counts) {
      long[] sums = young == null ? new long[cells.length] : young;
      young = sums;
      int last = shape.grid().last(step);
      for (int i = starts[layer]; i < starts[layer + 1]; i++) {
        for (int j = 0; j < parts[i].segmentCount() && parts[i].segment(j) <= last; j++) {
          parts[i].add(j, places[i], 1, sums);
        }
      }
      double factor = CALL * factor(layers[layer].zeroMillis);
      for (int i = starts[layer]; i < starts[layer + 1]; i++) {
        for (int place : places[i]) {
          counts[place] += sums[place] * factor;
          sums[place] = 0;
        }
      }
    }
  }
}
