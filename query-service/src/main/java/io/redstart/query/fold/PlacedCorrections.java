// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.Corrections;
import io.redstart.query.promql.limit.Footprint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The corrections of one group by step, then by place, then by value, so that their sums do not
 * depend on the order of arrival. Immutable.
 */
final class PlacedCorrections {
  private static final PlacedCorrections NONE =
      new PlacedCorrections(new int[0], new int[0], new double[0]);

  private final int[] steps;
  private final int[] places;
  private final double[] values;

  private PlacedCorrections(int[] steps, int[] places, double[] values) {
    this.steps = steps;
    this.places = places;
    this.values = values;
  }

  /**
   * Sorts corrections.
   *
   * @param cells by place; with all that are corrected
   */
  static PlacedCorrections of(Corrections all, int[] cells) {
    if (all.size() == 0) {
      return NONE;
    }
    int[] order = IntStream.range(0, all.size())
        .boxed()
        .sorted(Comparator.<Integer>comparingInt(all::step)
            .thenComparingInt(all::cell)
            .thenComparingDouble(all::value))
        .mapToInt(Integer::intValue)
        .toArray();
    return new PlacedCorrections(
        Arrays.stream(order).map(all::step).toArray(),
        Arrays.stream(order).map(i -> Arrays.binarySearch(cells, all.cell(i))).toArray(),
        Arrays.stream(order).mapToDouble(all::value).toArray());
  }

  long sizeBytes() {
    return values.length == 0
        ? 0
        : 2 * Footprint.ints(values.length) + Footprint.longs(values.length);
  }

  private int firstOf(int step) {
    int from = 0;
    int to = steps.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (steps[middle] < step) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Returns those of a step, divided by the factor of the counts that they correct. */
  AtStep at(int step, double factor) {
    int first = firstOf(step);
    int end = first;
    while (end < steps.length && steps[end] == step) {
      end++;
    }
    AtStep at = new AtStep(end - first);
    for (int i = first; i < end; i++) {
      at.add(places[i], values[i] / factor);
    }
    return at;
  }

  /** The corrections of one step: one for each place, ascending. */
  static final class AtStep {
    private final int[] places;
    private final double[] values;
    private int size;

    private AtStep(int sizeMax) {
      this.places = new int[sizeMax];
      this.values = new double[sizeMax];
    }

    private void add(int place, double value) {
      if (size == 0 || places[size - 1] != place) {
        places[size++] = place;
      }
      values[size - 1] += value;
    }

    int size() {
      return size;
    }

    int place(int index) {
      return places[index];
    }

    /** Returns what is added to the count of a place. */
    double value(int index) {
      return values[index];
    }
  }

  /** Adds those of a step. */
  void addTo(double[] counts, int step) {
    for (int i = firstOf(step); i < steps.length && steps[i] == step; i++) {
      counts[places[i]] += values[i];
    }
  }
}
