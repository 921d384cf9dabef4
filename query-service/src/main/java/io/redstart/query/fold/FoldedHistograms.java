// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Histograms of fine bins by group; those of a step are made when they are asked for. */
final class FoldedHistograms implements Folded {
  private final FoldShape shape;
  private final SeriesList series;
  private final List<GroupCells> groups;
  private final long sizeBytes;

  private FoldedHistograms(
      FoldShape shape, SeriesList series, List<GroupCells> groups, long sizeBytes) {
    this.shape = shape;
    this.series = series;
    this.groups = groups;
    this.sizeBytes = sizeBytes;
  }

  static Folded of(
      FoldShape shape, Map<Labels, FoldMerge.Group> groups, long sizeBytes, QueryLimits limits) {
    SeriesList series = new SeriesList();
    List<GroupCells> cells = new ArrayList<>();
    groups.forEach((labels, group) -> {
      limits.check();
      series.add(labels, false);
      cells.add(new GroupCells(shape, group));
    });
    return new FoldedHistograms(shape, series, cells, sizeBytes);
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
    GroupCells.Slider[] sliders = new GroupCells.Slider[groups.size()];
    return (group, step, into) -> get(groups.get(group), sliders, group, step, into, limits);
  }

  private void get(
      GroupCells cells,
      GroupCells.@Nullable Slider[] sliders,
      int group,
      int step,
      SampleSlot into,
      QueryLimits limits) {
    long present = cells.series(step);
    GroupCells.Slider slider = sliders[group];
    if (slider == null) {
      limits.hold(cells.sliderBytes());
      slider = cells.new Slider();
      sliders[group] = slider;
    }
    if (present == 0) {
      return;
    }
    double[] counts = slider.counts(step);
    double divisor = shape.divisor();
    double total = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(0, shape.aggregate(counts[i] / divisor, present));
      total += counts[i];
    }
    into.set(Histogram.with(shape.bins())
        .positive(cells.cells(), counts)
        .count(total)
        .build());
  }
}
