// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import io.redstart.fold.BaseCells;
import io.redstart.fold.LabelSetFolder;
import io.redstart.fold.Life;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.fold.FoldMerge;
import io.redstart.query.fold.FoldShape;
import io.redstart.query.fold.StreamPositions;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.source.page.FoldPages;
import io.redstart.query.source.rows.LabelSetRows;
import io.redstart.query.source.rows.RowMerge;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads the pages of one fold. What arrives folded is added up; what arrives as rows is merged, and
 * folded here by the same kernel once all has arrived (docs/rules.md, W3, R9).
 *
 * <p>If the fold names quantiles, and what has arrived takes too much memory, groups that are
 * complete become numbers, and shards that are ahead wait for the others. Rows may belong to any
 * group, so none is complete before all rows have arrived.
 */
final class FoldReading extends FoldPages {
  private final FoldShape shape;
  private final CellLayout layout;
  private final Timeline timeline;
  private final UnaryOperator<String> strings;
  private final QueryLimits limits;
  private final long countsMaxBytes;
  private final FoldMerge merge;
  private final RowMerge rows;
  private StreamPositions positions = new StreamPositions(0);

  /**
   * Makes a reading.
   *
   * @param first returns the request for a store's first pages
   * @param timeline that of the rows that are requested
   * @param countsMaxBytes how much memory counts may take before complete groups become numbers
   */
  FoldReading(
      Function<StoreId, FoldRequest> first,
      FoldShape shape,
      CellLayout layout,
      Timeline timeline,
      UnaryOperator<String> strings,
      long countsMaxBytes,
      QueryLimits limits) {
    super(first, strings);
    this.shape = shape;
    this.layout = layout;
    this.timeline = timeline;
    this.strings = strings;
    this.countsMaxBytes = countsMaxBytes;
    this.limits = limits;
    this.merge = new FoldMerge(shape, limits);
    this.rows = new RowMerge(layout, timeline, limits);
  }

  @Override
  public void begin(int shards) {
    positions = new StreamPositions(shards);
  }

  @Override
  public void add(int shard, FoldReply.Reader page) {
    byte[] last = merge.add(page);
    rows.add(new SelectReply.Reader(page.rows(), layout, strings));
    if (last != null) {
      positions.reached(shard, last);
    }
    if (page.nextCursor() < 0) {
      positions.ended(shard);
    }
    byte[] slowest = positions.slowest();
    if (slowest != null && isTooLarge()) {
      merge.finish(slowest);
    }
  }

  /** Returns whether complete groups should become numbers. */
  private boolean isTooLarge() {
    return merge.heldBytes() > countsMaxBytes
        && !shape.fold().phis().isEmpty()
        && rows.labelSets().isEmpty();
  }

  @Override
  public boolean waits(int shard) {
    return isTooLarge() && positions.isAhead(shard);
  }

  /**
   * Returns the value, after all pages have arrived; nothing if a store has lost rows: from where on
   * counters are known then depends on the rows of all stores. Nothing either if rows arrived after
   * groups, when some of these were finished.
   */
  Optional<Folded> result(FoldRequest request) {
    for (LabelSetRows one : rows.labelSets()) {
      if (one.hasLostRows() || merge.hasFinished()) {
        rows.drain(done -> {});
        return Optional.empty();
      }
    }
    if (!rows.labelSets().isEmpty()) {
      merge.add(new FoldReply.Reader(foldRows(request), strings));
    }
    return Optional.of(merge.result());
  }

  private Frame foldRows(FoldRequest request) {
    Set<String> names = new HashSet<>(request.groups().labels());
    boolean without = request.groups().without();
    Map<Labels, Map<Long, List<LabelSetRows>>> parts = new TreeMap<>();
    for (LabelSetRows one : rows.labelSets()) {
      limits.check();
      Labels group = without ? one.labels().without(names) : one.labels().retain(names);
      long zeroMillis = life(one).zeroMillis();
      parts
          .computeIfAbsent(group, none -> new TreeMap<>())
          .computeIfAbsent(
              shape.grid().isYoung(zeroMillis) ? zeroMillis : 0, none -> new ArrayList<>())
          .add(one);
    }
    FoldReply.Writer page = new FoldReply.Writer();
    LabelSetFolder folder = new LabelSetFolder(shape.grid(), request, layout);
    parts.forEach((group, byZero) -> {
      byte[] bytes = LabelSets.encode(group);
      byZero.forEach((zeroMillis, all) -> {
        all.forEach(one -> fold(one, folder));
        folder.writePart(bytes, zeroMillis, page);
      });
    });
    rows.drain(done -> {});
    Frame frame =
        page.toFrame(-1, new SelectReply.Writer(timeline.windowMillis(), layout).toFrame(-1));
    limits.hold(frame.bytes().length);
    return frame;
  }

  private Life life(LabelSetRows one) {
    return Life.from(one.birthMillis(), timeline.windowMillis());
  }

  private void fold(LabelSetRows one, LabelSetFolder folder) {
    limits.check();
    folder.begin(life(one));
    int[] numbers = new int[one.rowCount()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = folder.addRow(
          one.stampMillis(row),
          timeline.windowMillis(),
          one.calls(row),
          one.sumHigh(row),
          one.sumLow(row));
    }
    BaseCells base = new Base(one.base());
    folder.endRows(one.base(), base);
    if (folder.wantsCells()) {
      for (int row = 0; row < numbers.length; row++) {
        limits.check(row);
        for (int entry = one.offset(row); entry < one.offset(row + 1); entry++) {
          folder.addCell(numbers[row], one.cell(entry), one.count(entry));
        }
      }
    }
    folder.end(base);
  }

  /** The base of a label set that travelled as rows: all of it has arrived. */
  private record Base(Increment base) implements BaseCells {
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
