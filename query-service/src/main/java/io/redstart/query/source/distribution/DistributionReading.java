// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.distribution;

import io.redstart.fold.FoldGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.fold.RangeTotals;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.page.FoldPages;
import io.redstart.query.source.rows.LabelSetRows;
import io.redstart.query.source.rows.RowMerge;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.SelectReply;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of one selector and adds up what its label sets counted in the range: the cells, or
 * the sum. Increments add up in any order, so label sets that several stores count need not be
 * merged, and nothing is kept for each label set.
 */
final class DistributionReading extends FoldPages {
  private final Measure measure;
  private final Predicate<Labels> skips;
  private final CellLayout layout;
  private final Timeline timeline;
  private final UnaryOperator<String> strings;
  private final QueryLimits limits;
  private final RangeTotals totals;
  private final RowMerge rows;
  private final Increment total;

  /**
   * Makes a reading.
   *
   * @param first returns the request for a store's first pages
   * @param skips whether a group of label sets, or a label set that is not folded, is left out
   * @param total receives the result
   */
  DistributionReading(
      Function<StoreId, FoldRequest> first,
      Measure measure,
      FoldGrid grid,
      Predicate<Labels> skips,
      CellLayout layout,
      Timeline timeline,
      UnaryOperator<String> strings,
      Increment total,
      QueryLimits limits) {
    super(first, strings);
    this.measure = measure;
    this.skips = skips;
    this.layout = layout;
    this.timeline = timeline;
    this.strings = strings;
    this.limits = limits;
    this.totals = new RangeTotals(grid, measure, LabelSetFolder.cellCount(measure, layout), total);
    this.rows = new RowMerge(layout, timeline, limits);
    this.total = total;
  }

  @Override
  public void add(int shard, FoldReply.Reader page) {
    byte @Nullable [] group = null;
    boolean isWanted = false;
    while (page.next()) {
      limits.check();
      if (group == null || !page.isOf(group)) {
        group = page.groupBytes();
        isWanted = !skips.test(page.group());
      }
      totals.read(page.content(), isWanted);
    }
    rows.add(new SelectReply.Reader(page.rows(), layout, strings));
    rows.drain(this::add);
  }

  private void add(LabelSetRows labelSet) {
    if (skips.test(labelSet.labels())) {
      return;
    }
    if (labelSet.birthMillis() > timeline.fromMillis()) {
      // Only where a store has forgotten rows, and knows their sum.
      add(labelSet.base());
    }
    for (int row = 0; row < labelSet.rowCount(); row++) {
      if (timeline.contains(labelSet.stampMillis(row))) {
        add(labelSet, row);
      }
    }
  }

  private void add(Increment base) {
    if (measure == Measure.SUM) {
      total.addSum(base.sumHigh(), base.sumLow());
      return;
    }
    for (int i = 0; i < base.cellCount(); i++) {
      total.addCell(base.cell(i), base.count(i));
    }
  }

  private void add(LabelSetRows labelSet, int row) {
    if (measure == Measure.SUM) {
      total.addSum(labelSet.sumHigh(row), labelSet.sumLow(row));
      return;
    }
    for (int entry = labelSet.offset(row); entry < labelSet.offset(row + 1); entry++) {
      total.addCell(labelSet.cell(entry), labelSet.count(entry));
    }
  }
}
