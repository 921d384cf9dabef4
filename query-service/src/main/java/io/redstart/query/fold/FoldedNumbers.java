// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.Corrections;
import io.redstart.fold.Extrapolation;
import io.redstart.fold.FoldGrid;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.wire.FoldRequest.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Numbers by group and step; NaN where there is none. */
final class FoldedNumbers implements Folded {
  private static final double CALLS = 1.0 / (1 << 16);

  private final SeriesList series;
  private final List<double[]> values;
  private final long sizeBytes;

  private FoldedNumbers(SeriesList series, List<double[]> values, long sizeBytes) {
    this.series = series;
    this.values = values;
    this.sizeBytes = sizeBytes;
  }

  static Folded of(FoldShape shape, Map<Labels, FoldMerge.Group> groups, QueryLimits limits) {
    Builder builder = new Builder(shape, limits);
    Extrapolation extrapolation = new Extrapolation(shape.grid());
    groups.forEach(
        (labels, group) -> builder.add(labels, numbers(shape, group, extrapolation, limits)));
    return builder.build();
  }

  private static double[] numbers(
      FoldShape shape, FoldMerge.Group group, Extrapolation extrapolation, QueryLimits limits) {
    FoldGrid grid = shape.grid();
    double[] sums = new double[grid.stepCount()];
    long[] series = new long[sums.length];
    for (FoldMerge.Layer layer : group.layers.values()) {
      limits.check();
      layer.numbers.accumulate();
      long zeroMillis = layer.zeroMillis == 0 ? Long.MIN_VALUE : layer.zeroMillis;
      for (int step = 0; step < sums.length; step++) {
        if (shape.isPresent(step, zeroMillis)) {
          series[step] += layer.series;
          sums[step] += number(shape, layer, step)
              * (shape.isExtrapolated() ? extrapolation.factor(step, zeroMillis) : 1);
        }
      }
    }
    double unit = shape.measure() == Measure.SUM ? 1 : CALLS;
    for (int step = 0; step < sums.length; step++) {
      sums[step] *= unit;
    }
    addCorrections(group.corrections, sums);
    double divisor = shape.divisor() * (shape.measure() == Measure.SUM ? shape.unitNanos() : 1);
    for (int step = 0; step < sums.length; step++) {
      sums[step] =
          series[step] == 0 ? Double.NaN : shape.aggregate(sums[step] / divisor, series[step]);
    }
    return sums;
  }

  private static double number(FoldShape shape, FoldMerge.Layer layer, int step) {
    int first = shape.grid().first(step);
    int last = shape.grid().last(step);
    return shape.isNewest()
        ? Increment.toDouble(layer.numbers.high(last), layer.numbers.low(last))
        : Increment.toDouble(
            layer.numbers.differenceHigh(first, last), layer.numbers.differenceLow(first, last));
  }

  /** Adds them in an order that does not depend on the order of arrival. */
  private static void addCorrections(Corrections corrections, double[] sums) {
    double[] byStep = new double[sums.length];
    double[] sorted =
        IntStream.range(0, corrections.size()).mapToDouble(corrections::value).toArray();
    Integer[] order = IntStream.range(0, sorted.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (left, right) -> Double.compare(sorted[left], sorted[right]));
    for (int index : order) {
      byStep[corrections.step(index)] += sorted[index];
    }
    for (int step = 0; step < sums.length; step++) {
      sums[step] += byStep[step];
    }
  }

  /** Makes the series of configured buckets, each of which counts all below it too. */
  static Folded ofBuckets(
      FoldShape shape, Map<Labels, FoldMerge.Group> groups, QueryLimits limits) {
    Builder builder = new Builder(shape, limits);
    groups.forEach((labels, group) -> {
      GroupCells cells = new GroupCells(shape, group);
      double[][] byLe = new double[shape.les().size()][shape.grid().stepCount()];
      long bytes =
          cells.sizeBytes() + byLe.length * Footprint.longs(shape.grid().stepCount());
      limits.hold(bytes);
      fill(shape, cells, byLe, limits);
      if (shape.keepsLe()) {
        for (int i = 0; i < byLe.length; i++) {
          builder.add(labels.with("le", shape.les().get(i).text()), byLe[i]);
        }
      } else if (byLe.length > 0) {
        builder.add(labels, byLe[0]);
      }
      limits.release(bytes);
    });
    return builder.build();
  }

  private static void fill(FoldShape shape, GroupCells cells, double[][] byLe, QueryLimits limits) {
    GroupCells.Slider slider = cells.new Slider();
    double[] counts = new double[cells.cells().length];
    for (int step = 0; step < shape.grid().stepCount(); step++) {
      limits.check();
      long series = cells.series(step);
      if (series > 0) {
        slider.moveTo(step);
        slider.counts(counts);
        fill(shape, cells.cells(), counts, series, step, byLe);
      } else {
        for (double[] steps : byLe) {
          steps[step] = Double.NaN;
        }
      }
    }
  }

  private static void fill(
      FoldShape shape, int[] cells, double[] counts, long series, int step, double[][] byLe) {
    double divisor = shape.divisor();
    double sum = 0;
    double all = 0;
    int at = 0;
    for (int i = 0; i < byLe.length; i++) {
      int bucket = shape.les().get(i).bucket();
      for (; at < counts.length && cells[at] <= bucket; at++) {
        sum += Math.max(0, counts[at]);
      }
      all += sum / divisor;
      byLe[i][step] = shape.aggregate(sum / divisor, series);
    }
    if (!shape.keepsLe() && byLe.length > 0) {
      byLe[0][step] = shape.aggregate(all, series * byLe.length);
    }
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
  public Reader reader(QueryLimits limits) {
    return (group, step, into) -> {
      double value = values.get(group)[step];
      if (!Double.isNaN(value)) {
        into.set(value);
      }
    };
  }

  /** Collects groups that have a value at any step. */
  private static final class Builder {
    private final QueryLimits limits;
    private final long stepsBytes;
    private final SeriesList series = new SeriesList();
    private final List<double[]> values = new ArrayList<>();
    private long sizeBytes;

    Builder(FoldShape shape, QueryLimits limits) {
      this.limits = limits;
      this.stepsBytes = Footprint.longs(shape.grid().stepCount());
    }

    void add(Labels labels, double[] numbers) {
      limits.check();
      int present = 0;
      for (double number : numbers) {
        present += Double.isNaN(number) ? 0 : 1;
      }
      if (present > 0) {
        long bytes = stepsBytes + Footprint.labels(labels) + Footprint.LIST_ENTRY;
        limits.hold(bytes);
        limits.addSamples(present);
        sizeBytes += bytes;
        series.add(labels, false);
        values.add(numbers);
      }
    }

    Folded build() {
      return new FoldedNumbers(series, values, sizeBytes);
    }
  }
}
