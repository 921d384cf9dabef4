// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.fold.FoldGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers the {@link FoldRequest}s of a shard with pages (docs/rules.md, R8). A page ends when it
 * reaches the requested size, after {@link #READ_MAX_BYTES} of reading, or when its sums need {@link
 * #SUMS_MAX_BYTES}; a group can be in several pages. Several threads may read at once, but never the
 * counting thread.
 */
final class FoldSelection {
  /** A page ends after reading this many bytes. */
  static final long READ_MAX_BYTES = 16L << 20;

  /** A page ends when its sums need this many bytes. */
  static final long SUMS_MAX_BYTES = 8L << 20;

  private static final long ORDERS_MAX_BYTES = 4L << 20;
  private static final int LABEL_SET_BYTES = 200;

  private final LabelSetFinder finder;
  private final CellLayout layout;
  /** Guarded by itself. */
  private final RecentlyUsed<FoldRequest, FoldOrder> orders = new RecentlyUsed<>(ORDERS_MAX_BYTES);

  FoldSelection(LabelSetFinder finder, CellLayout layout) {
    this.finder = finder;
    this.layout = layout;
  }

  Frame page(
      FoldRequest request,
      LabelSetView view,
      FoldSource source,
      Supplier<RowSource> rowSource,
      long windowMillis,
      Cancellation cancellation) {
    FoldGrid grid = new FoldGrid(request.steps(), request.function(), windowMillis);
    SelectReply.Writer rows = new SelectReply.Writer(windowMillis, layout);
    FoldReply.Writer page = new FoldReply.Writer();
    if (grid.isEmpty()) {
      return page.toFrame(-1, rows.toFrame(-1));
    }
    FoldOrder order = order(request, view, grid, cancellation);
    LabelSetFolder folder = new LabelSetFolder(grid, request, layout);
    try (RowSource asRows = new LazyRows(rowSource)) {
      RowPage rowPage = new RowPage(request.rows(), windowMillis);
      Filling filling = new Filling(page, rows, rowPage, folder, source, asRows);
      long cursor = filling.fill(order, request, view, cancellation);
      return page.toFrame(cursor, rows.toFrame(-1));
    }
  }

  private FoldOrder order(
      FoldRequest request, LabelSetView view, FoldGrid grid, Cancellation cancellation) {
    FoldRequest key = request.withCursor(0);
    synchronized (orders) {
      Optional<FoldOrder> known = orders.get(key);
      if (known.isPresent()) {
        return known.get();
      }
    }
    boolean allAsRows = !layout.equals(request.layout());
    SelectRequest rows = request.rows();
    LabelSetFinder.Found found = finder.find(view, rows.matchers(), rows.share(), 0, cancellation);
    FoldOrder order = FoldOrder.of(found, view, request, grid, allAsRows, cancellation);
    synchronized (orders) {
      orders.put(key, order, order.sizeBytes());
    }
    return order;
  }

  /** The page that is being filled. */
  private record Filling(
      FoldReply.Writer page,
      SelectReply.Writer rows,
      RowPage rowPage,
      LabelSetFolder folder,
      FoldSource source,
      RowSource asRows) {
    /** Returns the cursor of the next page. */
    long fill(FoldOrder order, FoldRequest request, LabelSetView view, Cancellation cancellation) {
      int maxBytes = Math.min(request.rows().maxBytes(), RowSelection.PAGE_MAX_BYTES);
      int first = (int) Math.min(order.size(), request.rows().cursor());
      for (int i = first; i < order.size(); i++) {
        cancellation.check();
        int id = order.id(i);
        int at = view.positionOf(id);
        if (at < view.size() && view.record(at).id() == id) {
          add(view.record(at), order.part(i), request);
        }
        boolean isFull = folder.usedBytes() >= SUMS_MAX_BYTES;
        long readBytes =
            source.readBytes() + rowPage.readBytes() + (long) LABEL_SET_BYTES * (i - first);
        boolean isLast = i + 1 == order.size();
        if (isFull || isLast || !order.part(i + 1).equals(order.part(i))) {
          folder.writePart(order.part(i).group(), order.part(i).zeroMillis(), page);
        }
        boolean ends = isFull
            || readBytes >= READ_MAX_BYTES
            || page.sizeBytes() + rows.sizeBytes() >= maxBytes;
        if (ends && !isLast) {
          folder.writePart(order.part(i).group(), order.part(i).zeroMillis(), page);
          return i + 1L;
        }
      }
      return -1;
    }

    private void add(LabelSetRecord record, FoldOrder.Part part, FoldRequest request) {
      boolean isRows = part.isRows() || source.fold(record, folder) == FoldSource.Outcome.LOST_ROWS;
      if (isRows) {
        RowSelection.write(record, rows, rowPage, request.rows(), asRows);
      }
    }
  }
}
