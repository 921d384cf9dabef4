// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts of fine bins by group. Histograms of a step, and quantiles of a group, are made when they
 * are asked for.
 */
final class FoldedHistograms implements Folded {
  /** Quantiles are kept if they take this part of what the counts take, or less. */
  private static final int LIKELY_DIVISOR = 4;

  private final FoldShape shape;
  private final SeriesList series;
  private final List<FoldMerge.Group> groups;
  private final long sizeBytes;
  private final @Nullable LikelyQuantiles likely;

  private FoldedHistograms(
      FoldShape shape,
      SeriesList series,
      List<FoldMerge.Group> groups,
      long sizeBytes,
      @Nullable LikelyQuantiles likely) {
    this.shape = shape;
    this.series = series;
    this.groups = groups;
    this.sizeBytes = sizeBytes;
    this.likely = likely;
  }

  static Folded of(
      FoldShape shape, Map<Labels, FoldMerge.Group> groups, long sizeBytes, QueryLimits limits) {
    SeriesList series = new SeriesList();
    List<FoldMerge.Group> all = new ArrayList<>();
    groups.forEach((labels, group) -> {
      limits.check();
      series.add(labels, false);
      all.add(group);
    });
    long likelyBytes = LikelyQuantiles.sizeBytes(shape, all.size());
    if (likelyBytes > sizeBytes / LIKELY_DIVISOR) {
      return new FoldedHistograms(shape, series, all, sizeBytes, null);
    }
    limits.hold(likelyBytes);
    LikelyQuantiles likely = new LikelyQuantiles(shape, all);
    return new FoldedHistograms(shape, series, all, sizeBytes + likelyBytes, likely);
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
    return new HistogramReader(limits);
  }

  @Override
  public Reader quantiles(double phi, QueryLimits limits) {
    LikelyQuantiles shared = likely;
    if (shared != null && shared.has(phi)) {
      LikelyQuantiles.Reading reading = shared.reading(phi, limits);
      return once(reading::of);
    }
    GroupQuantiles quantiles = new GroupQuantiles(shape, List.of(phi), limits);
    return once(group -> {
      limits.hold(quantiles.sizeBytes());
      return quantiles.of(groups.get(group))[0];
    });
  }

  /** Returns a reader of numbers, which are known for all steps of a group at once. */
  private Reader once(IntFunction<double[]> stepsOfGroup) {
    double[] @Nullable [] byGroup = new double[groups.size()] @Nullable [];
    return (group, step, into) -> {
      double[] bySteps = byGroup[group];
      if (bySteps == null) {
        bySteps = stepsOfGroup.apply(group);
        byGroup[group] = bySteps;
      }
      FoldedQuantiles.set(bySteps[step], into);
    };
  }

  /** Makes histograms. */
  private final class HistogramReader implements Reader {
    private final QueryLimits limits;
    private final @Nullable GroupCells[] cells = new GroupCells[groups.size()];
    private final GroupCells.@Nullable Slider[] sliders = new GroupCells.Slider[groups.size()];

    HistogramReader(QueryLimits limits) {
      this.limits = limits;
    }

    @Override
    public void get(int group, int step, SampleSlot into) {
      GroupCells of = cells[group];
      GroupCells.Slider slider = sliders[group];
      if (of == null || slider == null) {
        of = new GroupCells(shape, groups.get(group));
        limits.hold(of.sizeBytes());
        slider = of.new Slider();
        cells[group] = of;
        sliders[group] = slider;
      }
      long present = of.series(step);
      if (present > 0) {
        slider.moveTo(step);
        into.set(histogram(of, slider, present));
      }
    }

    private Histogram histogram(GroupCells of, GroupCells.Slider slider, long present) {
      double[] counts = new double[of.cells().length];
      slider.counts(counts);
      double divisor = shape.divisor();
      double total = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = Math.max(0, shape.aggregate(counts[i] / divisor, present));
        total += counts[i];
      }
      return Histogram.with(shape.bins())
          .positive(of.cells(), counts)
          .count(total)
          .build();
    }
  }
}
