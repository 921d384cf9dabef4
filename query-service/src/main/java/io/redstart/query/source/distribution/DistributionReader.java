// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.distribution;

import io.redstart.fold.FoldGrid;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.page.RowPages;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.FoldRequest.Groups;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads one distribution as folds with a single step: the increase between the windows that end at
 * the start and at the end of the range. Used by one worker thread; its calls block.
 *
 * <p>One selector needs one group for all label sets, so that little more than the cells of a shard
 * crosses the bus. Of several selectors, each label set is a group, because only its labels say
 * whether an earlier selector has counted it already.
 */
public final class DistributionReader {
  private static final Groups ALL_IN_ONE = new Groups(false, List.of());
  private static final Groups BY_LABEL_SET = new Groups(true, List.of());

  private final DistributionSelectors selectors;
  private final Timeline timeline;
  private final CellLayout layout;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final FoldRequest.Steps steps;
  private final FoldGrid grid;

  /** Creates a reader of one range. */
  public DistributionReader(
      DistributionSelectors selectors,
      Timeline timeline,
      CellLayout layout,
      PageQueue pages,
      QueryLimits limits) {
    this.selectors = selectors;
    this.timeline = timeline;
    this.layout = layout;
    this.pages = pages;
    this.limits = limits;
    // The first sample of the step is that of the start: what was counted after it is wanted.
    long beforeMillis = timeline.fromMillis() - timeline.windowMillis();
    this.steps = new FoldRequest.Steps(
        timeline.throughMillis(),
        1,
        1,
        timeline.throughMillis() - beforeMillis,
        beforeMillis,
        timeline.throughMillis());
    this.grid = new FoldGrid(steps, FoldRequest.Function.INCREASE, timeline.windowMillis());
  }

  /** Reads all stores of a horizon. */
  public Distribution read(Horizon horizon) {
    Increment total = new Increment();
    List<DistributionReading> readings = new ArrayList<>();
    for (int i = 0; i < selectors.size(); i++) {
      readings.add(reading(i, Measure.CELLS, SelectRequest.Parts.CELLS, total));
      readings.add(reading(i, Measure.SUM, SelectRequest.Parts.CALLS, total));
    }
    pages.read(horizon.stores(), readings);
    return new Distribution(layout, total, timeline.fromMillis(), timeline.throughMillis());
  }

  private DistributionReading reading(
      int selector, Measure measure, SelectRequest.Parts parts, Increment total) {
    List<LabelMatcher> matchers = selectors.labels().get(selector);
    Function<StoreId, SelectRequest> rows =
        RowPages.request(selectors.family().metrics(), matchers, timeline, parts);
    Function<StoreId, FoldRequest> first = store -> new FoldRequest(
        rows.apply(store).withMaxBytes(PageQueue.FOLD_PAGE_MAX_BYTES),
        measure,
        FoldRequest.Function.INCREASE,
        steps,
        selectors.size() == 1 ? ALL_IN_ONE : BY_LABEL_SET,
        layout,
        new BitSet());
    Predicate<Labels> skips = labels -> selectors.isSelectedBefore(selector, labels);
    return new DistributionReading(
        first, measure, grid, skips, layout, timeline, pages.strings(), total, limits);
  }
}
