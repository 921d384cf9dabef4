// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.series.SeriesRecord;
import io.redstart.aggregator.series.SeriesTable;
import io.redstart.model.CellLayout;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;
import java.util.List;

/**
 * Answers a {@link SelectRequest} from a table: label sets that were born by {@code through} and
 * match, of the metrics asked for, in the order of their ordinals, each with its base and its rows.
 *
 * <p>A page ends when it is as large as asked for, or when it took as much reading as one turn of
 * the event loop should do; a page may thus be empty and not the last.
 */
public final class Selection {
  /** No page is larger, whatever was asked for, but for its last label set. */
  public static final int PAGE_MAX_BYTES = 8 << 20;

  /** After reading so many bytes of labels and rows a page ends. */
  public static final int READ_MAX_BYTES = 4 << 20;

  private Selection() {}

  /**
   * Returns a page.
   *
   * @param sealedMillis the stamp of the last sealed window
   * @throws SelectRefusedException if the request is not one for sealed windows
   */
  public static Frame page(
      SelectRequest request, SeriesTable table, CellLayout layout, long sealedMillis) {
    long windowMillis = table.grid().windowMillis();
    check(request, windowMillis, sealedMillis);
    SelectReply.Writer page = new SelectReply.Writer(windowMillis, layout);
    if (table.isForgotten(request.throughMillis())) {
      return page.toFrame(-1);
    }
    return page.toFrame(fill(page, request, table));
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
  private static long fill(SelectReply.Writer page, SelectRequest request, SeriesTable table) {
    int maxBytes = Math.min(request.maxBytes(), PAGE_MAX_BYTES);
    List<LabelSetMatcher> matchers =
        request.matchers().stream().map(LabelSetMatcher::new).toList();
    RowPage rows = new RowPage(request, table.grid().windowMillis());
    long labelsBytes = 0;
    for (int at = table.positionOf(request.cursor()); at < table.size(); at++) {
      SeriesRecord record = table.record(at);
      labelsBytes += record.labels().length;
      if (record.birthMillis() <= request.throughMillis()
          && request.metrics().contains(record.metric())
          && matches(matchers, record)) {
        write(record, page, rows, request, table);
      }
      if (page.sizeBytes() >= maxBytes || labelsBytes + rows.readBytes() >= READ_MAX_BYTES) {
        return record.ordinal() + 1;
      }
    }
    return -1;
  }

  private static boolean matches(List<LabelSetMatcher> matchers, SeriesRecord record) {
    for (LabelSetMatcher matcher : matchers) {
      if (!matcher.matches(record.labels())) {
        return false;
      }
    }
    return true;
  }

  private static void write(
      SeriesRecord record,
      SelectReply.Writer page,
      RowPage rows,
      SelectRequest request,
      SeriesTable table) {
    long lastMillis = table.lastThrough(record, request.throughMillis());
    WireWriter out =
        page.labelSet(record.metric(), record.labels(), record.birthMillis(), lastMillis);
    if (request.parts() == SelectRequest.Parts.LABELS) {
      rows.writeEmptyTo(out);
      return;
    }
    rows.begin(record);
    table.rowsAfter(record, request.fromMillis(), rows);
    rows.writeTo(out);
  }
}
