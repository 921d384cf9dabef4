// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.ExemplarColumn;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.wire.ExemplarsCodec;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes all chunks of one label set after another, and adds them up:
 *
 * <pre>
 *   each chunk begins with      what the chunk before it began with, plus its rows
 *   the last chunk leads to     the total (calls and sum)
 *   each family begins with     what the family before it began with, plus its rows
 *   the last family leads to    the total of cells
 * </pre>
 */
final class RowsCheck {
  private final SealedContents contents;
  private final KeyValuesView view;
  private final StoredLayouts layouts;
  private final Set<String> damaged;
  private final SealedCheck.Report report;
  private final Map<String, KeyValuesCursor> cursors = new HashMap<>();
  private final RowColumns rows = new RowColumns();
  private int id;
  /** Calls and sum through the last chunk of the tier; null before its first one. */
  private @Nullable Increment heads;

  private long lastMillis;
  /** The total of cells through the last family that has a base; null before the first one. */
  private @Nullable Increment cells;

  private long cellsMillis;
  /** Whether all of {@link #cells} are of the current layout: converted ones need not add up. */
  private boolean sameLayout;

  /**
   * Creates a check.
   *
   * @param damaged families that are not read
   */
  RowsCheck(SealedContents contents, Set<String> damaged, SealedCheck.Report report) {
    this.contents = contents;
    this.view = contents.view();
    this.layouts = contents.layouts();
    this.damaged = damaged;
    this.report = report;
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** Checks one label set. Ids ascend from call to call. */
  void check(int labelSet) {
    id = labelSet;
    cells = null;
    sameLayout = true;
    boolean isTotalChecked = false;
    for (int tier = 0; tier < contents.tiers().size(); tier++) {
      heads = null;
      if (!checkTier(tier)) {
        // Without all of its rows, nothing adds up: the damage is reported already.
        return;
      }
      if (heads != null && !isTotalChecked) {
        checkTotal(contents.tiers().get(tier).grid(), heads);
        isTotalChecked = true;
      }
    }
    checkCellTotal();
  }

  /** Returns whether all chunks could be read. */
  private boolean checkTier(int tier) {
    TierGrid grid = contents.tiers().get(tier).grid();
    long droppedMillis = contents.state().tiers().get(tier).droppedMillis();
    boolean isWhole = true;
    for (long family : contents.familiesOf(tier)) {
      String name = SealedKeys.family(grid, family);
      if (damaged.contains(name)) {
        isWhole = false;
      } else if (grid.endMillis(family) > droppedMillis) {
        isWhole &= checkFamily(tier, grid, family, name);
      }
    }
    return isWhole;
  }

  private boolean checkFamily(int tier, TierGrid grid, long family, String name) {
    byte[] base = view.get(name, SealedKeys.row(SealedKeys.PART_BASE, id, 0));
    CellTotal before = base == null ? null : CellTotal.from(base);
    boolean addsUp = tier == 0 && before != null;
    if (addsUp && before != null) {
      beginFamily(name, before);
    }
    KeyValuesCursor cursor = cursors.computeIfAbsent(name, view::cursor);
    for (cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, id, 0));
        cursor.isValid() && SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id);
        cursor.next()) {
      int position = SealedKeys.positionOf(cursor.key());
      try {
        checkChunk(grid, family, name, position, cursor.value(), addsUp);
      } catch (MalformedFrameException e) {
        report.damaged("a chunk of label set " + id + " in family " + name + ", position "
            + position + ", cannot be decoded: " + e.getMessage());
        return false;
      }
    }
    if (addsUp) {
      cellsMillis = grid.endMillis(family);
    }
    return true;
  }

  private void beginFamily(String name, CellTotal before) {
    Increment converted = new Increment();
    layouts.addConverted(before.total(), before.layout(), converted);
    sameLayout &= before.layout() == layouts.currentNumber();
    if (cells != null && !same(cells, converted, sameLayout)) {
      report.disagrees("label set " + id + ": family " + name + " begins with " + calls(converted)
          + " calls in cells, the families before it lead to " + calls(cells));
    }
    cells = converted;
  }

  private void checkChunk(
      TierGrid grid, long family, String name, int position, byte[] bytes, boolean addsUp) {
    Increment base = new Increment();
    rows.clear();
    HeadsCodec.read(new WireReader(bytes, 0, bytes.length), base, rows);
    if (rows.size() == 0 || rows.window(0) != position) {
      throw new MalformedFrameException("its first row is not that of its key");
    }
    long stampMillis = grid.stampMillis(family, rows.window(rows.size() - 1));
    if (stampMillis > grid.endMillis(family)) {
      throw new MalformedFrameException("its last row is beyond the family");
    }
    if (heads != null && !same(heads, base, false)) {
      report.disagrees("label set " + id + ": the chunk at "
          + time(grid.stampMillis(family, position)) + " begins with " + calls(base)
          + " calls, the chunks before it lead to " + calls(heads));
    }
    int layout = readCells(name, position);
    readExemplars(name, position);
    for (int i = 0; i < rows.size(); i++) {
      rows.addHeadTo(i, base);
      if (addsUp && cells != null) {
        Increment row = new Increment();
        rows.addHeadTo(i, row);
        rows.addCellsTo(i, row);
        layouts.addConverted(row, layout, cells);
      }
    }
    heads = base;
    lastMillis = stampMillis;
  }

  private int readCells(String name, int position) {
    byte[] bytes = view.get(name, SealedKeys.row(SealedKeys.PART_CELLS, id, position));
    if (bytes == null) {
      return layouts.currentNumber();
    }
    WireReader in = new WireReader(bytes, 0, bytes.length);
    int layout = in.readCount(Integer.MAX_VALUE);
    int cellsMax = layouts.layout(layout).size();
    CellsCodec.read(in, rows, 0);
    for (int at = 0; at < rows.offset(rows.size()); at++) {
      if (rows.cell(at) >= cellsMax) {
        throw new MalformedFrameException("cell " + rows.cell(at) + " of " + cellsMax);
      }
    }
    sameLayout &= layout == layouts.currentNumber();
    return layout;
  }

  private void readExemplars(String name, int position) {
    byte[] bytes = view.get(name, SealedKeys.row(SealedKeys.PART_EXEMPLARS, id, position));
    if (bytes != null) {
      ExemplarColumn.read(
          new WireReader(bytes, 0, bytes.length),
          (window, array, offset, length) ->
              ExemplarsCodec.check(new WireReader(array, offset, length)));
    }
  }

  private void checkTotal(TierGrid grid, Increment found) {
    byte[] bytes = view.get(SealedKeys.TOTALS, SealedKeys.id(id));
    if (bytes == null) {
      return;
    }
    HeadTotal total = HeadTotal.from(bytes);
    if (!same(total.heads(), found, false)) {
      report.disagrees("label set " + id + " has a total of " + calls(total.heads())
          + " calls, its rows lead to " + calls(found));
    }
    if (grid.stampOf(total.lastMillis()) != lastMillis) {
      report.disagrees("label set " + id + " has its last row at " + time(lastMillis)
          + ", its total says " + time(total.lastMillis()));
    }
  }

  private void checkCellTotal() {
    byte[] bytes = view.get(SealedKeys.CELLS, SealedKeys.id(id));
    if (cells == null) {
      return;
    }
    if (bytes == null) {
      report.disagrees("label set " + id + " has no total of cells, though rows were rolled up");
      return;
    }
    CellTotal total = CellTotal.from(bytes);
    Increment converted = new Increment();
    layouts.addConverted(total.total(), total.layout(), converted);
    sameLayout &= total.layout() == layouts.currentNumber();
    if (total.throughMillis() != cellsMillis || !same(converted, cells, sameLayout)) {
      report.disagrees("label set " + id + " has a total of cells of " + calls(converted)
          + " calls through " + time(total.throughMillis()) + ", its rows lead to " + calls(cells)
          + " through " + time(cellsMillis));
    }
  }

  private static double calls(Increment increment) {
    return Weight.toDouble(increment.calls());
  }

  private static boolean same(Increment one, Increment other, boolean withCells) {
    return one.calls() == other.calls()
        && one.sumHigh() == other.sumHigh()
        && one.sumLow() == other.sumLow()
        && (!withCells || cellsOf(one).equals(cellsOf(other)));
  }

  private static Map<Integer, Long> cellsOf(Increment increment) {
    Map<Integer, Long> counted = new HashMap<>();
    for (int i = 0; i < increment.cellCount(); i++) {
      if (increment.count(i) != 0) {
        counted.put(increment.cell(i), increment.count(i));
      }
    }
    return counted;
  }
}
