// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.BaseCells;
import io.redstart.fold.FoldGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.fold.Life;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Folds random label sets into pages, as shards do, for random steps. */
final class FoldedParts {
  private static final long WINDOW = 5_000;
  private static final long BEGIN = 1_700_000_000_000L / WINDOW * WINDOW;
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 100_000_000);

  private final SplittableRandom random;
  private final FoldRequest request;
  private final FoldGrid grid;
  private final long endMillis;

  FoldedParts(SplittableRandom random) {
    this.random = random;
    int windows = 60 + random.nextInt(200);
    this.endMillis = BEGIN + windows * WINDOW;
    int count = 1 + random.nextInt(20);
    long stepMillis = random.nextBoolean() ? 60_000 : 1 + random.nextLong(60_000);
    FoldRequest.Function function =
        random.nextInt(4) == 0 ? FoldRequest.Function.LAST_PAIR : FoldRequest.Function.INCREASE;
    FoldRequest.Steps steps = new FoldRequest.Steps(
        endMillis - (count - 1) * stepMillis,
        stepMillis,
        count,
        2 * WINDOW + random.nextLong(60 * WINDOW),
        BEGIN,
        endMillis);
    SelectRequest rows = new SelectRequest(
        SelectRequest.Share.all(StoreId.random()),
        Set.of(Metric.SPANS),
        List.of(),
        BEGIN,
        List.of(new SelectRequest.Tier(WINDOW, endMillis)),
        SelectRequest.Parts.CELLS,
        0,
        1 << 20);
    this.request = new FoldRequest(
        rows,
        Measure.CELLS,
        function,
        steps,
        new FoldRequest.Groups(false, List.of("op")),
        LAYOUT,
        new BitSet());
    this.grid = new FoldGrid(steps, function, WINDOW);
  }

  FoldShape shape(List<Double> phis, List<Double> likelyPhis) {
    FoldRequest.Steps steps = request.steps();
    Selection selection = new Selection(
        List.of(LabelMatcher.equal(Labels.METRIC_NAME, "x_bucket")), BEGIN, endMillis, false, true);
    boolean isLastPair = request.function() == FoldRequest.Function.LAST_PAIR;
    Fold fold = new Fold(
        AggregateOp.SUM,
        new Grouping(false, List.of("op", "le")),
        isLastPair ? Fold.Function.IRATE : Fold.Function.RATE,
        selection,
        steps.firstMillis(),
        steps.stepMillis(),
        steps.count(),
        steps.rangeMillis(),
        phis);
    return new FoldShape(
        fold, grid, Measure.CELLS, LAYOUT.size(), 1e6, bins(), List.of(), false, likelyPhis);
  }

  private static FineBins bins() {
    double[] lower = new double[LAYOUT.size()];
    double[] upper = new double[LAYOUT.size()];
    for (int cell = 0; cell < lower.length; cell++) {
      long lowerNanos = LAYOUT.lowerNanos(cell);
      lower[cell] = lowerNanos < 0 ? Double.NEGATIVE_INFINITY : lowerNanos / 1e6;
      upper[cell] = LAYOUT.upperNanos(cell) / 1e6;
    }
    return FineBins.of(lower, upper);
  }

  /** Returns the pages of one shard, its groups in the order of their bytes. */
  List<Frame> pages(int groupCount) {
    List<Frame> pages = new ArrayList<>();
    FoldReply.Writer page = new FoldReply.Writer();
    LabelSetFolder folder = new LabelSetFolder(grid, request, LAYOUT);
    for (byte[] group : groups(groupCount)) {
      TreeSet<Long> births = new TreeSet<>();
      for (int left = random.nextInt(4); left >= 0; left--) {
        births.add(random.nextBoolean() ? BEGIN - WINDOW : birthMillis());
      }
      for (long birthMillis : births) {
        fold(birthMillis, folder);
        long zeroMillis = birthMillis - WINDOW;
        folder.writePart(group, grid.isYoung(zeroMillis) ? zeroMillis : 0, page);
        if (random.nextInt(3) == 0) {
          pages.add(frame(page));
          page = new FoldReply.Writer();
        }
      }
    }
    pages.add(frame(page));
    return pages;
  }

  private TreeSet<byte[]> groups(int count) {
    TreeSet<byte[]> groups = new TreeSet<>(Arrays::compareUnsigned);
    for (int i = 0; i < count; i++) {
      // Names of several lengths: groups are ordered by their bytes, which begin with lengths.
      String name = "o".repeat(1 + random.nextInt(200)) + random.nextInt(3);
      groups.add(LabelSets.encode(Labels.of("op", name)));
    }
    return groups;
  }

  private long birthMillis() {
    return BEGIN + WINDOW * random.nextLong((endMillis - BEGIN) / WINDOW);
  }

  private static Frame frame(FoldReply.Writer page) {
    return page.toFrame(-1, new SelectReply.Writer(WINDOW, LAYOUT).toFrame(-1));
  }

  private void fold(long birthMillis, LabelSetFolder folder) {
    Increment before = new Increment();
    if (birthMillis <= BEGIN) {
      fill(before, random.nextInt(30));
    }
    long fromMillis = Math.max(birthMillis, BEGIN + WINDOW);
    int windows = (int) ((endMillis - fromMillis) / WINDOW) + 1;
    double perWindow = Math.pow(10, 2 * random.nextDouble() - 1);
    folder.begin(Life.from(birthMillis, WINDOW));
    List<Increment> rows = new ArrayList<>();
    for (int i = 0; i < windows; i++) {
      Increment row = new Increment();
      fill(row, (int) (perWindow * -Math.log(random.nextDouble())));
      rows.add(row);
      folder.addRow(fromMillis + i * WINDOW, WINDOW, row.calls(), row.sumHigh(), row.sumLow());
    }
    BaseCells base = new All(before);
    folder.endRows(before, base);
    for (int row = 0; row < windows; row++) {
      for (int i = 0; i < rows.get(row).cellCount(); i++) {
        folder.addCell(row, rows.get(row).cell(i), rows.get(row).count(i));
      }
    }
    folder.end(base);
  }

  private void fill(Increment increment, int spans) {
    for (int i = 0; i < spans; i++) {
      long nanos = (long) (1e5 * Math.exp(6 * random.nextDouble()));
      increment.record(LAYOUT.cellOf(nanos), Weight.ONE, Weight.times(nanos, Weight.ONE));
    }
  }

  private record All(Increment base) implements BaseCells {
    @Override
    public void addSome(Increment target) {
      target.add(base);
    }

    @Override
    public void addBelow(int cell, Increment target) {
      target.add(base);
    }
  }
}
