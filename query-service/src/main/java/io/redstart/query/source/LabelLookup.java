// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.metric.Family;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.MetricView.Part;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.RowPages;
import io.redstart.query.source.rows.Timeline;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Finds the labels of series without reading their samples. Used by one worker thread; its calls
 * block.
 */
final class LabelLookup {
  private final MetricNames names;
  private final CellLayout layout;
  private final Timelines timelines;
  private final Horizon horizon;
  private final PageQueue pages;
  private final QueryLimits limits;
  private long newSeries;

  LabelLookup(
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

  /** Finds the labels of all series that have a sample in a selection's range. */
  void series(Selection selection, Found<Labels> found) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    timelines
        .of(selection)
        .ifPresent(timeline -> selector.byFamily().forEach((family, own) -> {
          if (family == Family.TARGET_INFO) {
            targetInfo(own, timeline).forEach(one -> add(one.labels(), found));
          } else {
            forEachLiving(family, own, timeline, labels -> add(own, labels, found));
          }
        }));
  }

  /** Reads the rows, because the labels of a target depend on when its resources were seen. */
  private List<Series> targetInfo(RedSelector selector, Timeline timeline) {
    List<Series> series = new ArrayList<>();
    SelectionReader reader = new SelectionReader(names, layout, timelines, horizon, pages, limits);
    reader.addTargetInfo(selector, timeline, series);
    reader.read();
    return series;
  }

  private void add(RedSelector selector, Labels labels, Found<Labels> found) {
    selector.views().forEach((name, view) -> {
      Labels named = labels.with(Labels.METRIC_NAME, name);
      if (view.part() == Part.BUCKET) {
        for (LeLabel le : selectedLe(selector, view.unit())) {
          add(named.with(LeLabel.NAME, le.text()), found);
        }
      } else {
        add(named, found);
      }
    });
  }

  private void add(Labels labels, Found<Labels> found) {
    if (found.add(labels)) {
      newSeries++;
      limits.addSamples(1);
    }
  }

  /** Returns how many series {@link #series} has found that were not found before. */
  long newSeries() {
    return newSeries;
  }

  /** Finds the label names of all series of a selection; for resources, without their rows. */
  void names(Selection selection, Found<String> found) {
    forEachLabelSet(selection, (own, labels) -> {
      labels.forEach((name, value) -> found.add(name));
      found.add(Labels.METRIC_NAME);
      if (own.hasBuckets()) {
        found.add(LeLabel.NAME);
      }
    });
  }

  /** Finds the values of a label in the series of a selection. */
  void values(String name, Selection selection, Found<String> found) {
    forEachLabelSet(selection, (own, labels) -> {
      switch (name) {
        case Labels.METRIC_NAME -> own.views().keySet().forEach(found::add);
        case LeLabel.NAME ->
          own.views().values().stream()
              .filter(view -> view.part() == Part.BUCKET)
              .flatMap(view -> selectedLe(own, view.unit()).stream())
              .forEach(le -> found.add(le.text()));
        default -> {
          if (labels.has(name)) {
            found.add(labels.get(name));
          }
        }
      }
    });
  }

  private List<LeLabel> selectedLe(RedSelector selector, Unit unit) {
    return LeLabel.all(layout, unit).stream().filter(selector::selects).toList();
  }

  /** Passes on the labels of every label set that series of a selection can belong to. */
  private void forEachLabelSet(Selection selection, BiConsumer<RedSelector, Labels> action) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    timelines
        .of(selection)
        .ifPresent(timeline -> selector
            .byFamily()
            .forEach((family, own) ->
                forEachLiving(family, own, timeline, labels -> action.accept(own, labels))));
  }

  private void forEachLiving(
      Family family, RedSelector selector, Timeline timeline, Consumer<Labels> action) {
    Increment none = new Increment();
    SelectRequest.Parts parts = SelectRequest.Parts.LABELS;
    pages.read(
        horizon.stores(),
        RowPages.request(family.metrics(), selector.labels(), timeline, parts),
        page -> {
          while (page.next(none)) {
            limits.check();
            boolean isBorn = page.birthMillis() <= timeline.throughMillis();
            if (isBorn && timeline.outlives(page.lastMillis())) {
              action.accept(page.labels());
            }
          }
        });
  }
}
