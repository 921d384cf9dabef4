// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
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
import io.redstart.query.source.metric.Family;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.MetricView.Part;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.RowPages;
import io.redstart.query.source.rows.RowMerge;
import io.redstart.query.source.rows.SeriesBuilder;
import io.redstart.query.source.rows.TargetInfo;
import io.redstart.query.source.rows.Tiers;
import io.redstart.query.source.rows.Timeline;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.wire.SelectRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The aggregators as one query sees them: the windows up to its horizon, of the stores that
 * answered when it began. Used by one worker thread; its calls block.
 *
 * <p>A long file, because series, folds, exemplars and labels are read with the same horizon, tiers
 * and warnings.
 */
public final class RedView implements SeriesView {
  private final SourceConfig config;
  private final MetricNames names;
  private final CellLayout layout;
  private final FoldCache sharedFolds;
  private final Horizon horizon;
  private final Tiers tiers;
  private final Set<String> warnings;
  private final PageQueue pages;
  private final QueryLimits limits;
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
    this.warnings = new LinkedHashSet<>(warnings);
    this.pages = pages;
    this.limits = limits;
  }

  /** Rows to read, and what makes series of them when all have arrived. */
  private record Reading(RowPages pages, Runnable end) {}

  /** Reads all selections side by side. */
  @Override
  public List<List<Series>> select(List<Selection> selections) {
    List<List<Series>> all = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    for (Selection selection : selections) {
      beginMillis = Math.min(beginMillis, selection.fromMillis());
      List<Series> series = new ArrayList<>();
      all.add(series);
      if (selection.asHistograms()) {
        addHistograms(selection, series, readings);
      } else {
        addSeries(selection, series, readings);
      }
    }
    long samplesBefore = limits.samples();
    read(readings);
    samples += limits.samples() - samplesBefore;
    return all;
  }

  private void read(List<Reading> readings) {
    pages.read(horizon.stores(), readings.stream().map(Reading::pages).toList());
    readings.forEach(reading -> reading.end.run());
  }

  private void addSeries(Selection selection, List<Series> series, List<Reading> readings) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    selector
        .byFamily()
        .forEach((family, own) -> timeline(selection, family)
            .ifPresent(timeline -> readings.add(
                family == Family.TARGET_INFO
                    ? targetInfo(own, timeline, series)
                    : counters(family, own, timeline, series))));
  }

  private Reading counters(
      Family family, RedSelector selector, Timeline timeline, List<Series> series) {
    SelectRequest.Parts parts =
        selector.needsCells() ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS;
    RowMerge merge = new RowMerge(layout, timeline, limits);
    return reading(family, selector, timeline, parts, merge, () -> {
      SeriesBuilder builder = new SeriesBuilder(selector, layout, timeline, limits);
      merge.drain(builder::add);
      series.addAll(builder.series());
    });
  }

  private Reading reading(
      Family family,
      RedSelector selector,
      Timeline timeline,
      SelectRequest.Parts parts,
      RowMerge merge,
      Runnable end) {
    Function<StoreId, SelectRequest> request =
        RowPages.request(family.metrics(), selector.labels(), timeline, parts);
    return new Reading(new RowPages(request, layout, pages.strings(), merge::add), end);
  }

  /** Sends only identity matchers to the aggregators: several resources can share a target. */
  private Reading targetInfo(RedSelector selector, Timeline timeline, List<Series> series) {
    Map<Boolean, List<LabelMatcher>> matchers = selector.labels().stream()
        .collect(Collectors.partitioningBy(one -> TargetInfo.IDENTITY.contains(one.name())));
    RedSelector byIdentity =
        new RedSelector(selector.views(), List.of(), matchers.getOrDefault(true, List.of()));
    List<LabelMatcher> others = matchers.getOrDefault(false, List.of());
    RowMerge merge = new RowMerge(layout, timeline, limits);
    return reading(
        Family.TARGET_INFO, byIdentity, timeline, SelectRequest.Parts.CALLS, merge, () -> {
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

  private void addHistograms(Selection selection, List<Series> series, List<Reading> readings) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    selector
        .views()
        .forEach((name, view) -> timeline(selection, view.family())
            .ifPresent(
                timeline -> readings.add(histograms(name, view, selector, timeline, series))));
  }

  private Reading histograms(
      String name, MetricView view, RedSelector selector, Timeline timeline, List<Series> series) {
    RowMerge merge = new RowMerge(layout, timeline, limits);
    return reading(view.family(), selector, timeline, SelectRequest.Parts.CELLS, merge, () -> {
      SeriesBuilder builder = new SeriesBuilder(selector, layout, timeline, limits);
      merge.drain(rows -> builder.addFine(rows, name, view.unit()));
      series.addAll(builder.series());
    });
  }

  /** Shares only complete results: only they are the same for all queries. */
  @Override
  public List<Optional<Folded>> fold(List<Fold> folds) {
    folds.forEach(fold -> beginMillis = Math.min(beginMillis, fold.selection().fromMillis()));
    if (!warnings.isEmpty() || !horizon.losses().isEmpty()) {
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
      Optional<Timeline> timeline = view.flatMap(of -> timeline(fold.selection(), of.family()));
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
    long neverMillis = 0;
    Optional<Timeline> timeline = timeline(selection, neverMillis);
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
    long neverMillis = 0;
    return timeline(new Selection(List.of(), fromMillis, throughMillis), neverMillis)
        .map(range -> new DistributionReader(durations, range, layout, pages, limits).read(horizon))
        .orElseGet(() -> new Distribution(layout, new Increment(), fromMillis, fromMillis));
  }

  /** Finds the labels of all series that have a sample in a selection's range. */
  public void series(Selection selection, Found<Labels> series) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    timeline(selection)
        .ifPresent(timeline -> selector.byFamily().forEach((family, own) -> {
          if (family == Family.TARGET_INFO) {
            List<Series> found = new ArrayList<>();
            read(List.of(targetInfo(own, timeline, found)));
            found.forEach(one -> addSeries(one.labels(), series));
          } else {
            forEachLiving(family, own, timeline, labels -> addSeries(own, labels, series));
          }
        }));
  }

  private void addSeries(Labels labels, Found<Labels> series) {
    if (series.add(labels)) {
      samples++;
      limits.addSamples(1);
    }
  }

  private void addSeries(RedSelector selector, Labels labels, Found<Labels> series) {
    selector.views().forEach((name, view) -> {
      Labels named = labels.with(Labels.METRIC_NAME, name);
      if (view.part() == Part.BUCKET) {
        for (LeLabel le : selectedLe(selector, view.unit())) {
          addSeries(named.with(LeLabel.NAME, le.text()), series);
        }
      } else {
        addSeries(named, series);
      }
    });
  }

  /**
   * Finds the label names of all series of a selection. For {@code target_info} these are the
   * labels of all resources, found without reading rows.
   */
  public void labelNames(Selection selection, Found<String> found) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    forEachLabelSet(selector, selection, (own, labels) -> {
      labels.forEach((name, value) -> found.add(name));
      found.add(Labels.METRIC_NAME);
      if (own.hasBuckets()) {
        found.add(LeLabel.NAME);
      }
    });
  }

  /** Finds the values of a label in the series of a selection. */
  public void labelValues(String name, Selection selection, Found<String> found) {
    RedSelector selector = RedSelector.of(selection.matchers(), names);
    forEachLabelSet(selector, selection, (own, labels) -> {
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

  /**
   * Returns when a family can have samples. If every label set has a sample in every window from
   * its birth on, the newest samples are those of the newest window.
   */
  private Optional<Timeline> timeline(Selection selection, Family family) {
    boolean isGapless = family != Family.TARGET_INFO && config.views().expirationMillis() == 0;
    if (!selection.newestOnly() || !isGapless) {
      return timeline(selection);
    }
    long throughMillis = Math.min(selection.throughMillis(), horizon.sealedMillis());
    long newestMillis = Math.floorDiv(throughMillis, config.windowMillis()) * config.windowMillis();
    long fromMillis = Math.max(selection.fromMillis(), newestMillis - config.windowMillis());
    // Warns for the whole range: counts from early in it can be missing.
    return timeline(selection).isEmpty()
        ? Optional.empty()
        : timeline(new Selection(selection.matchers(), fromMillis, selection.throughMillis()));
  }

  private Optional<Timeline> timeline(Selection selection) {
    return timeline(selection, config.views().expirationMillis());
  }

  private Optional<Timeline> timeline(Selection selection, long expirationMillis) {
    Optional<Timeline> timeline = Timeline.of(selection, tiers, expirationMillis);
    timeline.ifPresent(this::warnOfLosses);
    return timeline;
  }

  private void warnOfLosses(Timeline timeline) {
    for (Horizon.Loss loss : horizon.losses()) {
      if (timeline.fromMillis() < loss.throughMillis()) {
        if (config.failWhenMissing()) {
          throw new PromqlException(PromqlException.Kind.EXECUTION, loss.warning());
        }
        warnings.add(loss.warning());
      }
    }
  }

  /** Passes on the labels of every label set that series of a selection can belong to. */
  private void forEachLabelSet(
      RedSelector selector, Selection selection, BiConsumer<RedSelector, Labels> action) {
    timeline(selection)
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

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Tells a query that begins before retention what is held: an empty answer would mislead. */
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
    return samples;
  }
}
