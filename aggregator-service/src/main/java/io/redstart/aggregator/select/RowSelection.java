// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;
import java.util.function.Supplier;

/**
 * Answers the {@link SelectRequest}s of a shard with pages. A page lists the matching label sets of
 * the requested metrics that were born by {@code through}, in the order of their ids, each
 * with its base and rows.
 *
 * <p>A page ends when it reaches the requested size or after {@link #READ_MAX_BYTES} of reading, so
 * an empty page is not always the last. Several threads may read at once, but never the counting
 * thread.
 */
public final class RowSelection {
  /** The largest page, whatever size was requested; only its last label set can exceed this. */
  public static final int PAGE_MAX_BYTES = 8 << 20;

  /** A page ends after reading this many bytes of labels and rows. */
  public static final int READ_MAX_BYTES = 4 << 20;

  private final LabelSetFinder finder = new LabelSetFinder();
  private final CellLayout layout;
  private final FoldSelection folds;

  /**
   * Creates the selection of a shard.
   *
   * @param layout the layout of the shard's rows
   */
  public RowSelection(CellLayout layout) {
    this.layout = layout;
    this.folds = new FoldSelection(finder, layout);
  }

  /** Returns the approximate heap size of its index in bytes. Thread-safe. */
  public long indexBytes() {
    return finder.indexBytes();
  }

  /**
   * Returns a page.
   *
   * @param view the label sets of the shard
   * @param source the rows that the request asks for
   * @param windowMillis the length of a window
   * @throws io.redstart.limit.CancelledException if the request is cancelled meanwhile
   */
  public Frame page(
      SelectRequest request,
      LabelSetView view,
      RowSource source,
      long windowMillis,
      Cancellation cancellation) {
    SelectReply.Writer page = new SelectReply.Writer(windowMillis, layout);
    RowPage rows = new RowPage(request, windowMillis);
    return page.toFrame(fill(page, request, view, source, rows, cancellation));
  }

  /**
   * Returns a page of a folded aggregation.
   *
   * @param view the label sets of the shard
   * @param source the rows that the request asks for
   * @param rowSource opens the same rows, for label sets that are not folded
   * @param windowMillis the length of a window
   * @throws io.redstart.limit.CancelledException if the request is cancelled meanwhile
   */
  public Frame fold(
      FoldRequest request,
      LabelSetView view,
      FoldSource source,
      Supplier<RowSource> rowSource,
      long windowMillis,
      Cancellation cancellation) {
    return folds.page(request, view, source, rowSource, windowMillis, cancellation);
  }

  /**
   * Checks a request.
   *
   * @throws SelectRefusedException if it is invalid or asks for windows that are not sealed
   */
  public static void check(SelectRequest request, long windowMillis, long sealedMillis) {
    long from = request.fromMillis();
    long through = request.throughMillis();
    if (Math.floorMod(from, windowMillis) != 0 || Math.floorMod(through, windowMillis) != 0) {
      throw new SelectRefusedException("from " + from + " and through " + through
          + " must be multiples of the window of " + windowMillis + " ms");
    }
    if (through < from) {
      throw new SelectRefusedException("through " + through + " is before from " + from);
    }
    if (through > sealedMillis) {
      throw new SelectRefusedException(
          "windows are sealed through " + sealedMillis + ", not " + through);
    }
    request.checkTiers(windowMillis);
  }

  /** Fills a page and returns the cursor of the next page. */
  private long fill(
      SelectReply.Writer page,
      SelectRequest request,
      LabelSetView view,
      RowSource source,
      RowPage rows,
      Cancellation cancellation) {
    int maxBytes = Math.min(request.maxBytes(), PAGE_MAX_BYTES);
    LabelSetFinder.Found found =
        finder.find(view, request.matchers(), request.share(), request.cursor(), cancellation);
    long labelsBytes = 0;
    while (found.hasNext()) {
      cancellation.check();
      long id = found.nextOrdinal();
      int at = view.positionOf(id);
      if (at == view.size() || view.record(at).id() != id) {
        continue;
      }
      LabelSetRecord record = view.record(at);
      labelsBytes += record.labels().length;
      if (record.birthMillis() <= request.throughMillis()
          && request.metrics().contains(record.metric())
          && request.share().includes(record.slot())) {
        write(record, page, rows, request, source);
      }
      if (page.sizeBytes() >= maxBytes || labelsBytes + rows.readBytes() >= READ_MAX_BYTES) {
        return id + 1;
      }
    }
    return -1;
  }

  /** Writes one label set, unless all that the request asks for has been forgotten. */
  static void write(
      LabelSetRecord record,
      SelectReply.Writer page,
      RowPage rows,
      SelectRequest request,
      RowSource source) {
    long lastMillis = source.lastMillis(record);
    if (lastMillis == Long.MIN_VALUE) {
      return;
    }
    WireWriter out =
        page.labelSet(record.metric(), record.labels(), record.birthMillis(), lastMillis);
    if (request.parts() == SelectRequest.Parts.LABELS) {
      RowPage.writeEmptyTo(out);
      return;
    }
    rows.collect(record, source);
    rows.writeTo(out);
  }
}
