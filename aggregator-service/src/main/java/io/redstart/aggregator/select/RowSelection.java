// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetView;
import io.redstart.aggregator.labelset.PublishedRows;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;

/**
 * Answers the {@link SelectRequest}s of a shard: label sets that were born by {@code through} and
 * match, of the metrics asked for, in the order of their ordinals, each with its base and its rows.
 *
 * <p>A page ends when it is as large as asked for, or after so much reading that the next page's
 * asker may want to know; a page may thus be empty and not the last. Any number of threads may ask
 * at a time, none of which counts.
 */
public final class RowSelection {
  /** No page is larger, whatever was asked for, but for its last label set. */
  public static final int PAGE_MAX_BYTES = 8 << 20;

  /** After reading so many bytes of labels and rows a page ends. */
  public static final int READ_MAX_BYTES = 4 << 20;

  private final LabelSetFinder finder = new LabelSetFinder();
  private final CellLayout layout;

  /**
   * Makes one for the label sets of a shard.
   *
   * @param layout the one that its rows are of
   */
  public RowSelection(CellLayout layout) {
    this.layout = layout;
  }

  /** Returns about how many bytes of heap its index takes; on any thread. */
  public long indexBytes() {
    return finder.indexBytes();
  }

  /**
   * Returns a page.
   *
   * @param view what the shard holds
   * @param sealedMillis the stamp of the last window that was sealed when the view was made
   * @throws SelectRefusedException if the request is not one for sealed windows
   * @throws io.redstart.limit.CancelledException if it is cancelled meanwhile
   */
  public Frame page(
      SelectRequest request, LabelSetView view, long sealedMillis, Cancellation cancellation) {
    long windowMillis = view.grid().windowMillis();
    check(request, windowMillis, sealedMillis);
    SelectReply.Writer page = new SelectReply.Writer(windowMillis, layout);
    if (view.isForgotten(request.throughMillis())) {
      return page.toFrame(-1);
    }
    return page.toFrame(fill(page, request, view, cancellation));
  }

  private static void check(SelectRequest request, long windowMillis, long sealedMillis) {
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
  }

  /** Fills a page and returns the next one's cursor. */
  private long fill(
      SelectReply.Writer page,
      SelectRequest request,
      LabelSetView view,
      Cancellation cancellation) {
    int maxBytes = Math.min(request.maxBytes(), PAGE_MAX_BYTES);
    LabelSetFinder.Found found =
        finder.find(view, request.matchers(), request.cursor(), cancellation);
    RowPage rows = new RowPage(request, view.grid());
    long labelsBytes = 0;
    while (found.hasNext()) {
      cancellation.check();
      long ordinal = found.nextOrdinal();
      int at = view.positionOf(ordinal);
      if (at == view.size() || view.record(at).ordinal() != ordinal) {
        continue;
      }
      LabelSetRecord record = view.record(at);
      labelsBytes += record.labels().length;
      if (record.birthMillis() <= request.throughMillis()
          && request.metrics().contains(record.metric())) {
        write(record, page, rows, request, view);
      }
      if (page.sizeBytes() >= maxBytes || labelsBytes + rows.readBytes() >= READ_MAX_BYTES) {
        return ordinal + 1;
      }
    }
    return -1;
  }

  private static void write(
      LabelSetRecord record,
      SelectReply.Writer page,
      RowPage rows,
      SelectRequest request,
      LabelSetView view) {
    PublishedRows series = record.rows();
    long lastMillis = series.lastThrough(request.throughMillis(), view.grid());
    if (lastMillis == PublishedRows.UNKNOWN) {
      // Memory ran short while this page was made; what was asked for has just been forgotten.
      return;
    }
    WireWriter out =
        page.labelSet(record.metric(), record.labels(), record.birthMillis(), lastMillis);
    if (request.parts() == SelectRequest.Parts.LABELS) {
      rows.writeEmptyTo(out);
      return;
    }
    rows.collect(series);
    rows.writeTo(out);
  }
}
