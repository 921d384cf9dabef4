// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.Corrections;
import io.redstart.fold.Extrapolation;
import io.redstart.query.promql.limit.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one group by cell, and how to read them step by step. Immutable; each reader has a
 * {@link Slider} of its own.
 */
final class GroupCells {
  /** A part with the places of its cells in those of the group. */
  private static final class Placed {
    private final CellPart part;
    private final int[] places;

    Placed(CellPart part, int[] places) {
      this.part = part;
      this.places = places;
    }
  }

  private record Layer(long zeroMillis, long series, List<Placed> parts) {}

  private final FoldShape shape;
  private final Extrapolation extrapolation;
  private final int[] cells;
  private final List<Layer> layers = new ArrayList<>();
  /** Corrections by step, then by place, then by value, so that their sums are always the same. */
  private final int[] correctedSteps;

  private final int[] correctedPlaces;
  private final double[] corrections;

  GroupCells(FoldShape shape, FoldMerge.Group group) {
    this.shape = shape;
    this.extrapolation = new Extrapolation(shape.grid());
    this.cells = union(group, shape.cellCount());
    for (FoldMerge.Layer layer : group.layers.values()) {
      List<Placed> parts = new ArrayList<>();
      for (CellPart part : layer.cells) {
        int[] places = new int[part.cells().length];
        for (int i = 0; i < places.length; i++) {
          places[i] = Arrays.binarySearch(cells, part.cells()[i]);
        }
        parts.add(new Placed(part, places));
      }
      layers.add(new Layer(layer.zeroMillis, layer.series, parts));
    }
    Corrections all = group.corrections;
    int[] order = IntStream.range(0, all.size())
        .boxed()
        .sorted(Comparator.<Integer>comparingInt(all::step)
            .thenComparingInt(all::cell)
            .thenComparingDouble(all::value))
        .mapToInt(Integer::intValue)
        .toArray();
    this.correctedSteps = new int[order.length];
    this.correctedPlaces = new int[order.length];
    this.corrections = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      correctedSteps[i] = all.step(order[i]);
      correctedPlaces[i] = Arrays.binarySearch(cells, all.cell(order[i]));
      corrections[i] = all.value(order[i]);
    }
  }

  private static int[] union(FoldMerge.Group group, int cellCount) {
    BitSet touched = new BitSet(cellCount);
    for (FoldMerge.Layer layer : group.layers.values()) {
      for (CellPart part : layer.cells) {
        for (int cell : part.cells()) {
          touched.set(cell);
        }
      }
    }
    for (int i = 0; i < group.corrections.size(); i++) {
      touched.set(group.corrections.cell(i));
    }
    return touched.stream().toArray();
  }

  /** Returns the cells that have counts at any step, ascending. */
  int[] cells() {
    return cells;
  }

  /** Returns the memory of a slider. */
  long sliderBytes() {
    return (1 + layers.size()) * (Footprint.longs(cells.length) + 2L * Footprint.OBJECT);
  }

  /** Returns how many series have a value at a step. */
  long series(int step) {
    long series = 0;
    for (Layer layer : layers) {
      series += shape.isPresent(step, layer.zeroMillis) ? layer.series : 0;
    }
    return series;
  }

  /** Reads the counts, quickest step by step in ascending order. Used by one thread. */
  final class Slider {
    private final long[] old = new long[cells.length];
    private final List<LayerSlider> sliders = new ArrayList<>();
    private int correction;
    private int step = -1;

    Slider() {
      restart();
    }

    private void restart() {
      Arrays.fill(old, 0);
      sliders.clear();
      for (Layer layer : layers) {
        sliders.add(new LayerSlider(layer));
      }
      correction = 0;
      step = -1;
    }

    /**
     * Computes the counts of a step, by place.
     *
     * @return the counts, before they are divided by anything
     */
    double[] counts(int wanted) {
      if (wanted < step) {
        restart();
      }
      step = wanted;
      double[] counts = new double[cells.length];
      if (!shape.grid().isSampled(wanted)) {
        return counts;
      }
      int first = shape.isNewest() ? -1 : shape.grid().first(wanted);
      int last = shape.grid().last(wanted);
      long firstMillis = shape.grid().cutMillis(shape.grid().first(wanted));
      for (LayerSlider slider : sliders) {
        slider.moveTo(first, last, firstMillis);
      }
      double unit = 1.0 / (1 << 16);
      addTo(counts, old, unit * factor(wanted, Long.MIN_VALUE));
      for (LayerSlider slider : sliders) {
        if (slider.own != null && shape.isPresent(wanted, slider.layer.zeroMillis)) {
          addTo(counts, slider.own, unit * factor(wanted, slider.layer.zeroMillis));
        }
      }
      while (correction < corrections.length && correctedSteps[correction] < wanted) {
        correction++;
      }
      for (;
          correction < corrections.length && correctedSteps[correction] == wanted;
          correction++) {
        counts[correctedPlaces[correction]] += corrections[correction];
      }
      step = wanted;
      return counts;
    }

    private double factor(int of, long zeroMillis) {
      return shape.isExtrapolated() ? extrapolation.factor(of, zeroMillis) : 1;
    }

    private static void addTo(double[] counts, long[] integers, double factor) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += integers[i] * factor;
      }
    }

    /** The counts of one layer, until its label sets have a sample before every further step. */
    private final class LayerSlider {
      private final Layer layer;
      private long @Nullable [] own;
      /** By part: the segments that were added and removed so far. */
      private final int[] added;

      private final int[] removed;

      LayerSlider(Layer layer) {
        this.layer = layer;
        this.added = new int[layer.parts.size()];
        this.removed = new int[layer.parts.size()];
        this.own = layer.zeroMillis == 0 ? null : new long[cells.length];
      }

      void moveTo(int first, int last, long firstMillis) {
        boolean joins = shape.isExtrapolated()
            ? layer.zeroMillis < firstMillis
            : layer.zeroMillis <= firstMillis;
        if (own != null && joins) {
          for (int i = 0; i < own.length; i++) {
            old[i] += own[i];
          }
          own = null;
        }
        long[] target = own == null ? old : own;
        for (int i = 0; i < added.length; i++) {
          Placed placed = layer.parts.get(i);
          CellPart part = placed.part;
          while (added[i] < part.segmentCount() && part.segment(added[i]) <= last) {
            part.add(added[i]++, placed.places, 1, target);
          }
          while (removed[i] < added[i] && part.segment(removed[i]) <= first) {
            part.add(removed[i]++, placed.places, -1, target);
          }
        }
      }
    }
  }
}
