// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.metric.Family;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.RowPages;
import io.redstart.query.source.rows.RowMerge;
import io.redstart.query.source.rows.SeriesBuilder;
import io.redstart.query.source.rows.TargetInfo;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the rows of several selections side by side, and makes series of them. Used by one worker
 * thread; its calls block.
 */
final class SelectionReader {
  private final MetricNames names;
  private final CellLayout layout;
  private final Timelines timelines;
  private final Horizon horizon;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final List<Reading> readings = new ArrayList<>();

  SelectionReader(
      MetricNames names,
      CellLayout layout,
      Timelines timelines,
      Horizon horizon,
      PageQueue pages,
      QueryLimits limits) {
    this.names = names;
    this.layout = layout;
    this.timelines = timelines;
    this.horizon = horizon;
    this.pages = pages;
    this.limits = limits;
  }

  /** Rows to read, and what makes series of them when all have arrived. */
  private record Reading(RowPages pages, Runnable end) {}

  /**
   * Adds a selection.
   *
   * @return its series, which {@link #read} adds to the list
   */
  List<Series> add(Selection selection) {
    List<Series> series = new ArrayList<>();
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    if (selection.asHistograms()) {
      addHistograms(selection, selector, series);
    } else {
      addNumbers(selection, selector, series);
    }
    return series;
  }

  /** Reads everything that was added. */
  void read() {
    pages.read(horizon.stores(), readings.stream().map(Reading::pages).toList());
    readings.forEach(reading -> reading.end.run());
  }

  private void addNumbers(Selection selection, RedSelector selector, List<Series> series) {
    selector
        .byFamily()
        .forEach((family, own) -> timelines.of(selection, family).ifPresent(timeline -> {
          if (family == Family.TARGET_INFO) {
            addTargetInfo(own, timeline, series);
          } else {
            addCounters(family, own, timeline, series);
          }
        }));
  }

  private void addCounters(
      Family family, RedSelector selector, Timeline timeline, List<Series> series) {
    SelectRequest.Parts parts =
        selector.needsCells() ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS;
    RowMerge merge = new RowMerge(layout, timeline, limits);
    add(family, selector, timeline, parts, merge, () -> {
      SeriesBuilder builder = new SeriesBuilder(selector, layout, timeline, limits);
      merge.drain(builder::add);
      series.addAll(builder.series());
    });
  }

  /** Sends only identity matchers to the aggregators: several resources can share a target. */
  void addTargetInfo(RedSelector selector, Timeline timeline, List<Series> series) {
    Map<Boolean, List<LabelMatcher>> matchers = selector.labels().stream()
        .collect(Collectors.partitioningBy(one -> TargetInfo.IDENTITY.contains(one.name())));
    RedSelector byIdentity =
        new RedSelector(selector.views(), List.of(), matchers.getOrDefault(true, List.of()));
    List<LabelMatcher> others = matchers.getOrDefault(false, List.of());
    RowMerge merge = new RowMerge(layout, timeline, limits);
    add(Family.TARGET_INFO, byIdentity, timeline, SelectRequest.Parts.CALLS, merge, () -> {
      for (Series one : TargetInfo.series(merge.labelSets(), timeline, limits)) {
        limits.check();
        if (others.stream().allMatch(by -> by.matches(one.labels().get(by.name())))) {
          limits.addSamples(one.size());
          series.add(one);
        }
      }
      merge.drain(done -> {});
    });
  }

  private void addHistograms(Selection selection, RedSelector selector, List<Series> series) {
    selector
        .views()
        .forEach((name, view) -> timelines
            .of(selection, view.family())
            .ifPresent(timeline -> addHistograms(name, view, selector, timeline, series)));
  }

  private void addHistograms(
      String name, MetricView view, RedSelector selector, Timeline timeline, List<Series> series) {
    RowMerge merge = new RowMerge(layout, timeline, limits);
    add(view.family(), selector, timeline, SelectRequest.Parts.CELLS, merge, () -> {
      SeriesBuilder builder = new SeriesBuilder(selector, layout, timeline, limits);
      merge.drain(rows -> builder.addFine(rows, name, view.unit()));
      series.addAll(builder.series());
    });
  }

  private void add(
      Family family,
      RedSelector selector,
      Timeline timeline,
      SelectRequest.Parts parts,
      RowMerge merge,
      Runnable end) {
    Function<StoreId, SelectRequest> request =
        RowPages.request(family.metrics(), selector.labels(), timeline, parts);
    readings.add(new Reading(new RowPages(request, layout, pages.strings(), merge::add), end));
  }
}
