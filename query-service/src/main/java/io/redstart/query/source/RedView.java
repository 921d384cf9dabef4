// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.SpanMetricsConfig.Unit;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.SeriesView;
import io.redstart.query.source.MetricView.Part;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What one query sees of the aggregators: the windows up to its horizon, of the stores that answered
 * when it began. Used by one worker thread; its calls block.
 */
public final class RedView implements SeriesView {
  private final SourceConfig config;
  private final MetricNames names;
  private final CellLayout layout;
  private final Horizon horizon;
  private final List<String> warnings;
  private final PageQueue pages;
  private final SampleLimit limit;

  RedView(
      SourceConfig config,
      MetricNames names,
      CellLayout layout,
      Horizon horizon,
      List<String> warnings,
      PageQueue pages) {
    this.config = config;
    this.names = names;
    this.layout = layout;
    this.horizon = horizon;
    this.warnings = List.copyOf(warnings);
    this.pages = pages;
    this.limit = new SampleLimit(config.samplesMax());
  }

  @Override
  public List<Series> select(Selection selection) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    Optional<Timeline> timeline = timeline(selection);
    if (selector.views().isEmpty() || timeline.isEmpty()) {
      return List.of();
    }
    SelectRequest.Parts parts =
        selector.hasBuckets() ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS;
    SeriesBuilder builder = new SeriesBuilder(selector, layout, timeline.get(), limit);
    forEachLabelSet(selector, timeline.get(), parts, builder::add);
    return builder.series();
  }

  @Override
  public Optional<List<FineSeries>> selectFine(Selection selection) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    Optional<Timeline> timeline = timeline(selection);
    if (selector.views().isEmpty() || timeline.isEmpty()) {
      return Optional.of(List.of());
    }
    if (selector.views().size() != 1 || !selector.hasBuckets()) {
      return Optional.empty();
    }
    Map.Entry<String, MetricView> view = selector.views().entrySet().iterator().next();
    List<FineSeries> series = new ArrayList<>();
    forEachLabelSet(selector, timeline.get(), SelectRequest.Parts.CELLS, rows -> {
      Counters counters = new Counters(rows, timeline.get());
      if (counters.samples() > 0) {
        Labels labels = rows.labels().with(Labels.METRIC_NAME, view.getKey());
        double unitNanos = view.getValue().unit().nanos();
        FineSeries one = new FineSeriesBuilder(rows, counters, layout, unitNanos).build(labels);
        limit.take(one.cellCount() + one.rowOffset(one.rowCount()));
        series.add(one);
      }
    });
    return Optional.of(series);
  }

  /** Returns the labels of all series that have a sample in a selection's range, sorted. */
  public List<Labels> series(Selection selection) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    TreeSet<Labels> series = new TreeSet<>();
    forEachLabelSet(
        selector,
        selection,
        labels -> selector.views().forEach((name, view) -> {
          Labels named = labels.with(Labels.METRIC_NAME, name);
          if (view.part() == Part.BUCKET) {
            for (LeLabel le : selectedLe(selector, view.unit())) {
              series.add(named.with(LeLabel.NAME, le.text()));
            }
          } else {
            series.add(named);
          }
        }));
    limit.take(series.size());
    return List.copyOf(series);
  }

  /** Returns the names of the labels of all series that a selection finds, sorted. */
  public List<String> labelNames(Selection selection) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    TreeSet<String> found = new TreeSet<>(Labels::compareUtf8);
    forEachLabelSet(
        selector, selection, labels -> labels.forEach((name, value) -> found.add(name)));
    if (!found.isEmpty()) {
      found.add(Labels.METRIC_NAME);
      if (selector.hasBuckets()) {
        found.add(LeLabel.NAME);
      }
    }
    return List.copyOf(found);
  }

  /** Returns the values that a label has in the series that a selection finds, sorted. */
  public List<String> labelValues(String name, Selection selection) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    TreeSet<String> found = new TreeSet<>(Labels::compareUtf8);
    forEachLabelSet(selector, selection, labels -> {
      switch (name) {
        case Labels.METRIC_NAME -> found.addAll(selector.views().keySet());
        case LeLabel.NAME ->
          selector.views().values().stream()
              .filter(view -> view.part() == Part.BUCKET)
              .flatMap(view -> selectedLe(selector, view.unit()).stream())
              .forEach(le -> found.add(le.text()));
        default -> found.add(labels.get(name));
      }
    });
    found.remove("");
    return List.copyOf(found);
  }

  private List<LeLabel> selectedLe(RedSelector selector, Unit unit) {
    return SeriesBuilder.leLabels(layout, unit).stream()
        .filter(selector::selects)
        .toList();
  }

  private Optional<Timeline> timeline(Selection selection) {
    return Timeline.of(
        selection, horizon.sealedMillis(), config.windowMillis(), config.retentionMillis());
  }

  /** Passes the labels of every label set on that some series of a selection may be of. */
  private void forEachLabelSet(RedSelector selector, Selection selection, Consumer<Labels> action) {
    Optional<Timeline> timeline = timeline(selection);
    if (timeline.isPresent() && !selector.views().isEmpty()) {
      forEachLabelSet(
          selector,
          timeline.get(),
          SelectRequest.Parts.LABELS,
          rows -> action.accept(rows.labels()));
    }
  }

  private void forEachLabelSet(
      RedSelector selector,
      Timeline timeline,
      SelectRequest.Parts parts,
      Consumer<LabelSetRows> action) {
    RowMerge merge = new RowMerge(layout, timeline, limit);
    SelectRequest request = new SelectRequest(
        Set.of(Metric.SPANS),
        selector.labels(),
        timeline.fromMillis(),
        timeline.throughMillis(),
        parts,
        0,
        PageQueue.PAGE_MAX_BYTES);
    pages.read(horizon.stores(), request, merge::add);
    merge.labelSets().forEach(action);
    merge.discard();
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  /** Returns how many samples it holds for its query. */
  long samples() {
    return limit.samples();
  }
}
