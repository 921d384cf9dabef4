// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.joint;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.history.HistoryView;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.Found;
import io.redstart.query.source.FoundExemplars;
import io.redstart.query.source.RedSource;
import io.redstart.query.source.RedView;
import io.redstart.query.source.distribution.Distribution;
import io.redstart.query.source.latest.LatestSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of spans and the own metrics as one query sees them. A selection that can match only
 * one of the two reads only that one. So queries of spans do not wait for processes other than
 * aggregators, and {@code up} works while no aggregator does. Used by one worker thread; its calls
 * block.
 */
public final class JointView implements SeriesView {
  private final RedSource source;
  private final long endMillis;
  private final HistoryView own;
  private final QueryLimits limits;
  private @Nullable RedView opened;

  JointView(RedSource source, long endMillis, HistoryView own, QueryLimits limits) {
    this.source = source;
    this.endMillis = endMillis;
    this.own = own;
    this.limits = limits;
  }

  /** Waits for the aggregators only when they are read. */
  private RedView red() {
    RedView view = opened;
    if (view == null) {
      view = source.open(endMillis, limits);
      opened = view;
    }
    return view;
  }

  private boolean readsOwn(Selection selection) {
    return own.canMatch(selection.matchers());
  }

  /** A name that nobody knows is looked for in the aggregators, which may warn about it. */
  private boolean readsRed(Selection selection) {
    List<LabelMatcher> matchers = selection.matchers();
    return source.answers(matchers) || !own.canMatch(matchers);
  }

  @Override
  public List<List<Series>> select(List<Selection> selections) {
    List<Selection> ofSpans = selections.stream().filter(this::readsRed).toList();
    List<List<Series>> found = ofSpans.isEmpty() ? List.of() : red().select(ofSpans);
    List<List<Series>> all = new ArrayList<>();
    int next = 0;
    for (Selection selection : selections) {
      List<Series> series = new ArrayList<>(readsRed(selection) ? found.get(next++) : List.of());
      if (readsOwn(selection)) {
        series.addAll(own.select(selection));
      }
      all.add(series);
    }
    return all;
  }

  @Override
  public List<Optional<Folded>> fold(List<Fold> folds) {
    return folds.isEmpty() ? List.of() : red().fold(folds);
  }

  /** Returns what reads the newest samples of all label sets; own metrics are not among them. */
  public LatestSamples latest() {
    return red().latest();
  }

  /** Returns what reads all that was counted up to a time, as {@link RedView#latestAt} does. */
  public Optional<LatestSamples> latestAt(long atMillis) {
    return red().latestAt(atMillis);
  }

  /** Returns the stamp after which windows of spans are kept. */
  public long heldSinceMillis() {
    return red().heldSinceMillis();
  }

  /** Finds the exemplars of the series that a selection matches; own metrics have none. */
  public void exemplars(Selection selection, FoundExemplars found) {
    red().exemplars(selection, found);
  }

  /** Adds up durations as {@link RedView#distribution} does. */
  public Distribution distribution(
      List<List<LabelMatcher>> selectors, long fromMillis, long throughMillis) {
    return red().distribution(selectors, fromMillis, throughMillis);
  }

  /** Finds the labels of all series that have a sample in a selection's range. */
  public void series(Selection selection, Found<Labels> found) {
    if (readsRed(selection)) {
      red().series(selection, found);
    }
    if (readsOwn(selection)) {
      own.series(selection, found);
    }
  }

  /** Finds the label names of all series of a selection. */
  public void labelNames(Selection selection, Found<String> found) {
    if (readsRed(selection)) {
      red().labelNames(selection, found);
    }
    if (readsOwn(selection)) {
      own.labelNames(selection, found);
    }
  }

  /** Finds the values of a label in the series of a selection. */
  public void labelValues(String name, Selection selection, Found<String> found) {
    if (readsRed(selection)) {
      red().labelValues(name, selection, found);
    }
    if (readsOwn(selection)) {
      own.labelValues(name, selection, found);
    }
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(opened == null ? List.of() : opened.warnings());
    warnings.addAll(own.warnings());
    return warnings;
  }

  @Override
  public List<String> infos() {
    return opened == null ? List.of() : opened.infos();
  }

  /** Returns the number of samples of own metrics that it has returned to its query. */
  long ownSamples() {
    return own.samples();
  }
}
