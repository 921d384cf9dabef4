// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.number.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The quantiles of groups whose counts are no longer held, by group, φ and step. */
final class FoldedQuantiles implements Folded {
  private final List<Double> phis;
  private final SeriesList series = new SeriesList();
  private final List<double[][]> values = new ArrayList<>();
  private final long sizeBytes;

  private FoldedQuantiles(List<Double> phis, Map<Labels, double[][]> groups, long sizeBytes) {
    this.phis = phis;
    this.sizeBytes = sizeBytes;
    groups.forEach((labels, quantiles) -> {
      series.add(labels, false);
      values.add(quantiles);
    });
  }

  @Override
  public SeriesList groups() {
    return series;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public Reader reader(QueryLimits limits) {
    throw new IllegalStateException("only the quantiles " + phis + " are known");
  }

  @Override
  public Reader quantiles(double phi, QueryLimits limits) {
    int index = phis.indexOf(phi);
    if (index < 0) {
      throw new IllegalStateException("only the quantiles " + phis + " are known, not " + phi);
    }
    return (group, step, into) -> set(values.get(group)[index][step], into);
  }

  /** Sets a quantile, if there is one. */
  static void set(double quantile, SampleSlot into) {
    if (!StaleMarker.is(quantile)) {
      into.set(quantile);
    }
  }

  /** Turns the counts of groups into quantiles. */
  static final class Builder {
    private final List<Double> phis;
    private final QueryLimits limits;
    private final GroupQuantiles quantiles;
    private final Map<Labels, double[][]> groups = new TreeMap<>();
    private long sizeBytes;

    Builder(FoldShape shape, QueryLimits limits) {
      this.phis = shape.fold().phis();
      this.limits = limits;
      this.quantiles = new GroupQuantiles(shape, phis, limits);
    }

    void add(Labels labels, FoldMerge.Group group) {
      limits.check();
      long bytes = quantiles.sizeBytes() + Footprint.labels(labels) + 2L * Footprint.MAP_ENTRY;
      limits.hold(bytes);
      sizeBytes += bytes;
      double[][] values = quantiles.of(group);
      for (double[] steps : values) {
        limits.addSamples(steps.length);
      }
      groups.put(labels, values);
    }

    boolean isEmpty() {
      return groups.isEmpty();
    }

    Folded build() {
      return new FoldedQuantiles(phis, groups, sizeBytes);
    }
  }
}
