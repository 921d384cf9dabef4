// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.distribution.Distribution;
import io.redstart.query.source.distribution.DistributionReader;
import io.redstart.query.source.distribution.DistributionSelectors;
import io.redstart.query.source.fold.FoldCache;
import io.redstart.query.source.fold.FoldReader;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.latest.LatestSamples;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.RowPages;
import io.redstart.query.source.rows.Tiers;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.SelectRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The aggregators as one query sees them: the windows up to its horizon, of the stores that
 * answered when it began. All its parts read with the same horizon, {@link Timelines} and limits.
 * Used by one worker thread; its calls block.
 */
public final class RedView implements SeriesView {
  private final SourceConfig config;
  private final MetricNames names;
  private final CellLayout layout;
  private final FoldCache sharedFolds;
  private final Horizon horizon;
  private final Tiers tiers;
  private final Timelines timelines;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final LabelLookup lookup;
  private long samples;
  /** The earliest time from which the query reads samples. */
  private long beginMillis = Long.MAX_VALUE;

  RedView(
      SourceConfig config,
      MetricNames names,
      CellLayout layout,
      FoldCache sharedFolds,
      Horizon horizon,
      List<String> warnings,
      PageQueue pages,
      QueryLimits limits) {
    this.config = config;
    this.names = names;
    this.layout = layout;
    this.sharedFolds = sharedFolds;
    this.horizon = horizon;
    this.tiers = new Tiers(config.retention(), horizon.sealedMillis());
    this.timelines = new Timelines(config, horizon, tiers, warnings);
    this.pages = pages;
    this.limits = limits;
    this.lookup = new LabelLookup(names, layout, timelines, horizon, pages, limits);
  }

  /** Reads all selections side by side. */
  @Override
  public List<List<Series>> select(List<Selection> selections) {
    SelectionReader reader = new SelectionReader(names, layout, timelines, horizon, pages, limits);
    List<List<Series>> all = new ArrayList<>();
    for (Selection selection : selections) {
      beginMillis = Math.min(beginMillis, selection.fromMillis());
      all.add(reader.add(selection));
    }
    long samplesBefore = limits.samples();
    reader.read();
    samples += limits.samples() - samplesBefore;
    return all;
  }

  /** Shares only complete results: only they are the same for all queries. */
  @Override
  public List<Optional<Folded>> fold(List<Fold> folds) {
    folds.forEach(fold -> beginMillis = Math.min(beginMillis, fold.selection().fromMillis()));
    if (!timelines.isComplete()) {
      return compute(folds, List.of());
    }
    return sharedFolds.get(folds, horizon, config, limits, this::compute);
  }

  private List<Optional<Folded>> compute(List<Fold> folds, List<Double> likelyPhis) {
    long samplesBefore = limits.samples();
    FoldReader reader =
        new FoldReader(config, layout, horizon, pages, limits, folds.size(), likelyPhis);
    for (Fold fold : folds) {
      RedSelector selector = RedSelector.of(fold.selection().matchers(), names);
      // The source folds only what has one view.
      Optional<MetricView> view = selector.views().values().stream().findFirst();
      Optional<Timeline> timeline = view.flatMap(of -> timelines.of(fold.selection(), of.family()));
      if (view.isPresent() && timeline.isPresent()) {
        reader.add(fold, view.get(), selector, timeline.get());
      } else {
        reader.addNothing();
      }
    }
    List<Optional<Folded>> folded = reader.read();
    samples += limits.samples() - samplesBefore;
    return folded;
  }

  /** Returns what reads the newest samples of all label sets. */
  public LatestSamples latest() {
    return latest(Tiers.floor(horizon.sealedMillis(), config.windowMillis()));
  }

  /**
   * Returns what reads all that was counted up to a time in the past.
   *
   * @param atMillis the time, rounded up to the end of a window that is kept
   * @return nothing if that window is not sealed yet
   */
  public Optional<LatestSamples> latestAt(long atMillis) {
    long stampMillis = tiers.endOfWindow(Math.max(atMillis, tiers.oldestMillis()));
    return stampMillis > horizon.sealedMillis()
        ? Optional.empty()
        : Optional.of(latest(stampMillis));
  }

  /** Returns the stamp after which windows are kept; what is older only counts in totals. */
  public long heldSinceMillis() {
    return Tiers.floor(tiers.oldestMillis(), config.windowMillis());
  }

  private LatestSamples latest(long stampMillis) {
    return new LatestSamples(config, layout, horizon, tiers, pages, limits, stampMillis);
  }

  /** Finds the exemplars of the series that a selection matches. */
  public void exemplars(Selection selection, FoundExemplars found) {
    Optional<Timeline> timeline = timelines.withoutExpiration(selection);
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    timeline.ifPresent(range -> selector.byFamily().forEach((family, own) -> {
      ExemplarReader reader = new ExemplarReader(own, layout, range, found, limits);
      SelectRequest.Parts parts = SelectRequest.Parts.EXEMPLARS;
      pages.read(
          horizon.stores(),
          RowPages.request(family.metrics(), own.labels(), range, parts),
          reader::add);
    }));
  }

  /**
   * Adds up what label sets counted in the windows after one time through another.
   *
   * @param selectors conditions on durations, at least one
   * @throws PromqlException of kind {@code BAD_DATA} if a selector does not select durations
   */
  public Distribution distribution(
      List<List<LabelMatcher>> selectors, long fromMillis, long throughMillis) {
    DistributionSelectors durations = DistributionSelectors.of(selectors, names);
    beginMillis = Math.min(beginMillis, fromMillis);
    return timelines
        .withoutExpiration(new Selection(List.of(), fromMillis, throughMillis))
        .map(range -> new DistributionReader(durations, range, layout, pages, limits).read(horizon))
        .orElseGet(() -> new Distribution(layout, new Increment(), fromMillis, fromMillis));
  }

  /** Finds the labels of all series that have a sample in a selection's range. */
  public void series(Selection selection, Found<Labels> found) {
    lookup.series(selection, found);
  }

  /**
   * Finds the label names of all series of a selection. For {@code target_info} these are the
   * labels of all resources, found without reading rows.
   */
  public void labelNames(Selection selection, Found<String> found) {
    lookup.names(selection, found);
  }

  /** Finds the values of a label in the series of a selection. */
  public void labelValues(String name, Selection selection, Found<String> found) {
    lookup.values(name, selection, found);
  }

  @Override
  public List<String> warnings() {
    return timelines.warnings();
  }

  /**
   * Informs a query that begins before the retention about the oldest samples, because an empty
   * answer would mislead.
   */
  @Override
  public List<String> infos() {
    long heldMillis = heldSinceMillis();
    return heldMillis == 0 || beginMillis >= heldMillis
        ? List.of()
        : List.of(
            "PromQL info: the query reads samples from %s on, but only those since %s are held"
                    .formatted(second(beginMillis), second(heldMillis))
                + " (store.retention)");
  }

  private static Instant second(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns the number of samples that it has returned to its query. */
  long samples() {
    return samples + lookup.newSeries();
  }
}
