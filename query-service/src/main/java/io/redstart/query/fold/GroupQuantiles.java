// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.FineBins;
import io.redstart.query.promql.value.RankSearch;
import io.redstart.query.promql.value.StaleMarker;
import java.util.List;

/**
 * Computes quantiles of groups from their counts, without making histograms. What multiplies or
 * divides all counts of a step does not change its quantiles, so most are found among integers. Used
 * by one thread.
 */
final class GroupQuantiles {
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
      boolean isPresent = cells.series(step) > 0;
      if (isPresent) {
        slider.moveTo(step);
      }
      for (int i = 0; i < searches.length; i++) {
        values[i][step] = isPresent ? quantile(searches[i], cells, slider) : StaleMarker.value();
      }
    }
    limits.release(bytes);
    return values;
  }

  private double quantile(RankSearch search, GroupCells cells, GroupCells.Slider slider) {
    if (slider.isUniform()) {
      return quantile(search, cells.cells(), slider.old(), slider.oldTotal());
    }
    int size = cells.cells().length;
    if (size > mixed.length) {
      limits.hold(Footprint.longs(size - mixed.length));
      mixed = new double[size];
    }
    slider.counts(mixed);
    return quantile(search, cells.cells(), mixed);
  }

  private double quantile(RankSearch search, int[] cells, long[] counts, long total) {
    if (total == 0) {
      return Double.NaN;
    }
    search.start((double) total);
    boolean ascends = search.ascends();
    boolean isFound = false;
    for (int i = 0; i < cells.length && !isFound; i++) {
      int place = ascends ? i : cells.length - 1 - i;
      long count = counts[place];
      isFound = count != 0
          && search.reaches(bins.lower(cells[place]), bins.upper(cells[place]), (double) count);
    }
    return search.linearValue();
  }

  /** Counts below 0 come from corrections and rounding. */
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
