// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.number.StaleMarker;
import io.redstart.query.promql.value.quantile.RankSearch;
import java.util.List;

/**
 * Computes quantiles of groups from their counts, without making histograms. What multiplies or
 * divides all counts of a step does not change its quantiles, so most cells are passed by adding up
 * integers. Used by one thread.
 */
final class GroupQuantiles {
  /** How many cells are passed at once. */
  private static final int BLOCK = 8;

  private final FoldShape shape;
  private final FineBins bins;
  private final QueryLimits limits;
  private final RankSearch[] searches;
  /** The counts of a step whose label sets have several factors. */
  private double[] mixed = {};

  GroupQuantiles(FoldShape shape, List<Double> phis, QueryLimits limits) {
    this.shape = shape;
    this.bins = shape.bins();
    this.limits = limits;
    this.searches = phis.stream().map(RankSearch::ofFineBins).toArray(RankSearch[]::new);
  }

  /** Returns the memory of the quantiles of one group. */
  long sizeBytes() {
    return searches.length * (Footprint.longs(shape.grid().stepCount()) + Footprint.LIST_ENTRY)
        + Footprint.ARRAY;
  }

  /**
   * Computes the quantiles of a group, by φ and step: the staleness marker where no series has a
   * value, NaN where they counted nothing.
   */
  double[][] of(FoldMerge.Group group) {
    GroupCells cells = new GroupCells(shape, group);
    long bytes = cells.sizeBytes();
    limits.hold(bytes);
    double[][] values = new double[searches.length][shape.grid().stepCount()];
    GroupCells.Slider slider = cells.new Slider();
    for (int step = 0; step < shape.grid().stepCount(); step++) {
      limits.check();
      if (cells.series(step) > 0) {
        slider.moveTo(step);
        quantiles(cells.cells(), slider, step, values);
      } else {
        for (double[] ofPhi : values) {
          ofPhi[step] = StaleMarker.value();
        }
      }
    }
    limits.release(bytes);
    return values;
  }

  private void quantiles(int[] cells, GroupCells.Slider slider, int step, double[][] values) {
    long[] counts = slider.old();
    if (!slider.hasYoung()) {
      PlacedCorrections.AtStep corrections = slider.corrections();
      double total = (double) slider.oldTotal() + added(counts, corrections);
      // Much of a smaller total would be rounding.
      if (total >= slider.oldTotal() / 2.0) {
        for (int i = 0; i < searches.length; i++) {
          values[i][step] = quantile(searches[i], cells, counts, corrections, total);
        }
        return;
      }
    }
    if (cells.length > mixed.length) {
      limits.hold(Footprint.longs(cells.length - mixed.length));
      mixed = new double[cells.length];
    }
    slider.counts(mixed);
    for (int i = 0; i < searches.length; i++) {
      values[i][step] = quantile(searches[i], cells, mixed);
    }
  }

  /** Returns what corrections add to the sum of all counts. */
  private static double added(long[] counts, PlacedCorrections.AtStep corrections) {
    double added = 0;
    for (int i = 0; i < corrections.size(); i++) {
      long count = counts[corrections.place(i)];
      added += corrected(count, corrections.value(i)) - (double) count;
    }
    return added;
  }

  /** Counts below 0 come from corrections and rounding. */
  private static double corrected(long count, double correction) {
    return Math.max(0, (double) count + correction);
  }

  /** Searches among integers, few of which are corrected. */
  private double quantile(
      RankSearch search,
      int[] cells,
      long[] counts,
      PlacedCorrections.AtStep corrections,
      double total) {
    if (total == 0) {
      return Double.NaN;
    }
    search.start(total);
    int next = search.ascends() ? 1 : -1;
    int end = search.ascends() ? cells.length : -1;
    int place = search.ascends() ? 0 : cells.length - 1;
    int correction = search.ascends() ? 0 : corrections.size() - 1;
    boolean isFound = false;
    while (!isFound && place != end) {
      boolean hasMore = correction >= 0 && correction < corrections.size();
      int stop = hasMore ? corrections.place(correction) : end;
      place = pass(search, counts, place, stop);
      if (place != end) {
        double count = (double) counts[place];
        if (place == stop) {
          count = corrected(counts[place], corrections.value(correction));
          correction += next;
        }
        isFound =
            count > 0 && search.reaches(bins.lower(cells[place]), bins.upper(cells[place]), count);
        place += next;
      }
    }
    return search.linearValue();
  }

  /**
   * Passes cells that together do not reach the rank, many at a time.
   *
   * @param end the first place that is not passed
   * @return the first place that was not passed
   */
  private static int pass(RankSearch search, long[] counts, int from, int end) {
    int next = search.ascends() ? 1 : -1;
    double missing = search.missing();
    long passed = 0;
    int place = from;
    for (int blocks = (end - from) * next / BLOCK; blocks > 0; blocks--) {
      long more = sum(counts, next > 0 ? place : place - BLOCK + 1);
      if (passed + more >= missing) {
        break;
      }
      passed += more;
      place += BLOCK * next;
    }
    while (place != end && passed + counts[place] < missing) {
      passed += counts[place];
      place += next;
    }
    search.skip((double) passed);
    return place;
  }

  private static long sum(long[] counts, int from) {
    long sum = 0;
    for (int i = from; i < from + BLOCK; i++) {
      sum += counts[i];
    }
    return sum;
  }

  private double quantile(RankSearch search, int[] cells, double[] counts) {
    double total = 0;
    for (int place = 0; place < cells.length; place++) {
      total += Math.max(0, counts[place]);
    }
    if (total == 0) {
      return Double.NaN;
    }
    search.start(total);
    boolean ascends = search.ascends();
    boolean isFound = false;
    for (int i = 0; i < cells.length && !isFound; i++) {
      int place = ascends ? i : cells.length - 1 - i;
      double count = counts[place];
      isFound =
          count > 0 && search.reaches(bins.lower(cells[place]), bins.upper(cells[place]), count);
    }
    return search.linearValue();
  }
}
