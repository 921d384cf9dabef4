// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import io.redstart.fold.FoldGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.StoreId;
import io.redstart.query.fold.FoldShape;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.metric.MetricView;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.RowPages;
import io.redstart.query.source.rows.SeriesBuilder;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.Announcement;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the folds of one query side by side. Used by one worker thread; its calls block. */
public final class FoldReader {
  /** The counts of all folds that are read side by side may take this share of a query's memory. */
  private static final int COUNTS_DIVISOR = 8;

  private static final FineBins NO_BINS = FineBins.of(new double[0], new double[0]);

  private final SourceConfig config;
  private final CellLayout layout;
  private final Horizon horizon;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final long countsMaxBytes;
  private final List<Double> likelyPhis;
  private final List<Supplier<Optional<Folded>>> results = new ArrayList<>();
  private final List<FoldReading> readings = new ArrayList<>();

  /**
   * Makes a reader.
   *
   * @param folds how many folds will be added
   * @param likelyPhis quantiles that other queries may want of them
   */
  public FoldReader(
      SourceConfig config,
      CellLayout layout,
      Horizon horizon,
      PageQueue pages,
      QueryLimits limits,
      int folds,
      List<Double> likelyPhis) {
    this.config = config;
    this.layout = layout;
    this.horizon = horizon;
    this.pages = pages;
    this.limits = limits;
    this.likelyPhis = likelyPhis;
    this.countsMaxBytes = limits.heldMaxBytes() / COUNTS_DIVISOR / Math.max(1, folds);
  }

  /** Adds a fold that has no series. */
  public void addNothing() {
    results.add(() -> Optional.of(NoGroups.INSTANCE));
  }

  /** Adds a fold. */
  public void add(Fold fold, MetricView view, RedSelector selector, Timeline timeline) {
    FoldRequest.Steps steps = steps(fold, timeline);
    FoldGrid grid = new FoldGrid(steps, RedFolds.function(fold), config.windowMillis());
    if (grid.isEmpty() || horizon.stores().isEmpty()) {
      addNothing();
      return;
    }
    FoldShape shape = shape(fold, grid, view, selector);
    Function<StoreId, FoldRequest> request = request(
        shape, steps, rows(shape, view, selector, timeline), sharedSlots(view, selector, timeline));
    FoldReading reading =
        new FoldReading(request, shape, layout, timeline, pages.strings(), countsMaxBytes, limits);
    readings.add(reading);
    StoreId any = horizon.stores().get(0).store();
    results.add(() -> reading.result(request.apply(any)));
  }

  /** Reads everything, and returns the value of each fold. */
  public List<Optional<Folded>> read() {
    pages.read(horizon.stores(), readings);
    List<Optional<Folded>> folded = new ArrayList<>();
    for (Supplier<Optional<Folded>> result : results) {
      folded.add(result.get());
    }
    return folded;
  }

  private static FoldRequest.Steps steps(Fold fold, Timeline timeline) {
    return new FoldRequest.Steps(
        fold.firstMillis(),
        fold.stepMillis(),
        fold.count(),
        fold.rangeMillis(),
        timeline.fromMillis(),
        timeline.throughMillis());
  }

  private FoldShape shape(Fold fold, FoldGrid grid, MetricView view, RedSelector selector) {
    Measure measure = RedFolds.measure(fold, view);
    List<FoldShape.Le> les = new ArrayList<>();
    if (measure == Measure.BUCKETS) {
      List<LeLabel> all = LeLabel.all(layout, view.unit());
      for (int bucket = 0; bucket < all.size(); bucket++) {
        if (selector.selects(all.get(bucket))) {
          les.add(new FoldShape.Le(bucket, all.get(bucket).text()));
        }
      }
    }
    return new FoldShape(
        fold,
        grid,
        measure,
        LabelSetFolder.cellCount(measure, layout),
        view.unit().nanos(),
        measure == Measure.CELLS ? SeriesBuilder.bins(layout, view.unit()) : NO_BINS,
        les,
        fold.grouping().keeps(LeLabel.NAME),
        likelyPhis);
  }

  private static Function<StoreId, SelectRequest> rows(
      FoldShape shape, MetricView view, RedSelector selector, Timeline timeline) {
    boolean withCells = shape.measure() == Measure.CELLS || shape.measure() == Measure.BUCKETS;
    return RowPages.request(
        view.family().metrics(),
        selector.labels(),
        timeline,
        withCells ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS);
  }

  private Function<StoreId, FoldRequest> request(
      FoldShape shape,
      FoldRequest.Steps steps,
      Function<StoreId, SelectRequest> rows,
      BitSet rowSlots) {
    Fold fold = shape.fold();
    FoldRequest.Groups groups =
        new FoldRequest.Groups(fold.grouping().without(), fold.grouping().labels());
    return store -> new FoldRequest(
        rows.apply(store).withMaxBytes(PageQueue.FOLD_PAGE_MAX_BYTES),
        shape.measure(),
        RedFolds.function(fold),
        steps,
        groups,
        layout,
        rowSlots);
  }

  /**
   * Returns the slots whose label sets are in several stores. These label sets must be merged
   * before they are accumulated (docs/rules.md, W3).
   */
  private BitSet sharedSlots(MetricView view, RedSelector selector, Timeline timeline) {
    BitSet shared = new BitSet();
    if (horizon.stores().size() > 1) {
      BitSet seen = new BitSet();
      for (Announcement store : horizon.stores()) {
        BitSet own = slots(store, view, selector, timeline);
        BitSet both = (BitSet) own.clone();
        both.and(seen);
        shared.or(both);
        seen.or(own);
      }
    }
    return shared;
  }

  private BitSet slots(
      Announcement store, MetricView view, RedSelector selector, Timeline timeline) {
    BitSet slots = new BitSet();
    Increment none = new Increment();
    Function<StoreId, SelectRequest> request = RowPages.request(
        view.family().metrics(), selector.labels(), timeline, SelectRequest.Parts.LABELS);
    pages.read(List.of(store), request, page -> {
      while (page.next(none)) {
        limits.check();
        byte[] labels = LabelSets.encode(page.labels());
        slots.set(LabelSets.slot(LabelSets.hash(labels, 0, labels.length)));
      }
    });
    return slots;
  }
}
