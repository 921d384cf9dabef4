// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.latest;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.latest.LatestSamples.Range;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.rows.LabelSetRows;
import io.redstart.query.source.rows.RowMerge;
import io.redstart.query.source.rows.Tiers;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.SelectRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Reads what label sets have counted up to a stamp, window by window since an earlier one, so that
 * what was counted before is known, too. Used by one worker thread; its calls block.
 */
final class LatestLives {
  private final SourceConfig config;
  private final CellLayout layout;
  private final Horizon horizon;
  private final Tiers tiers;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final long stampMillis;
  private final long windowMillis;
  private long heldBytes;

  LatestLives(
      SourceConfig config,
      CellLayout layout,
      Horizon horizon,
      Tiers tiers,
      PageQueue pages,
      QueryLimits limits,
      long stampMillis) {
    this.config = config;
    this.layout = layout;
    this.horizon = horizon;
    this.tiers = tiers;
    this.pages = pages;
    this.limits = limits;
    this.stampMillis = stampMillis;
    this.windowMillis = config.windowMillis();
  }

  /** Returns the last stamp of a life whose last count is known. */
  long endMillis(long lastMillis) {
    long expirationMillis = config.views().expirationMillis();
    return expirationMillis == 0
        ? Long.MAX_VALUE
        : lastMillis + Tiers.floor(expirationMillis, windowMillis);
  }

  /** Reads all label sets of a range, and which of them returned after an earlier stamp. */
  void read(Range range, long sinceMillis, Map<Labels, LatestLabelSet> labelSets) {
    Timeline timeline = timeline(sinceMillis);
    Map<Labels, Long> lasts = new HashMap<>();
    long lastsBytes = readLasts(range, timeline.fromMillis(), lasts);
    readRows(range, timeline)
        .drain(rows ->
            put(living(rows, lasts.getOrDefault(rows.labels(), Long.MIN_VALUE)), labelSets));
    limits.release(lastsBytes);
  }

  /** Reads the label sets of a range that have counted after an earlier stamp. */
  void readChanged(Range range, long sinceMillis, Map<Labels, LatestLabelSet> labelSets) {
    if (sinceMillis >= stampMillis) {
      return;
    }
    Timeline timeline = timeline(sinceMillis);
    long beginMillis = timeline.fromMillis() + windowMillis;
    readRows(range, timeline).drain(rows -> {
      boolean hasChanged = LongStream.range(0, rows.rowCount())
          .anyMatch(row -> rows.stampMillis((int) row) >= beginMillis);
      if (hasChanged) {
        put(LatestLabelSet.of(rows, layout, beginMillis), labelSets);
      }
    });
  }

  private Timeline timeline(long sinceMillis) {
    long neverMillis = 0;
    return Timeline.of(new Selection(List.of(), sinceMillis, stampMillis), tiers, neverMillis)
        .orElseThrow(() ->
            new IllegalStateException("no window between " + sinceMillis + " and " + stampMillis));
  }

  /** Reads when label sets last counted by a stamp. Returns the memory held for that. */
  private long readLasts(Range range, long throughMillis, Map<Labels, Long> lasts) {
    List<SelectRequest.Tier> none = List.of(new SelectRequest.Tier(windowMillis, throughMillis));
    Increment empty = new Increment();
    long[] bytes = {0};
    pages.read(
        horizon.stores(),
        store -> request(store, range, throughMillis, none, SelectRequest.Parts.LABELS),
        page -> {
          while (page.next(empty)) {
            limits.check();
            if (lasts.merge(page.labels(), page.lastMillis(), Math::max) == page.lastMillis()) {
              long entryBytes = Footprint.MAP_ENTRY + 24 + Footprint.labels(page.labels());
              limits.hold(entryBytes);
              bytes[0] += entryBytes;
            }
          }
        });
    return bytes[0];
  }

  private RowMerge readRows(Range range, Timeline timeline) {
    SelectRequest.Parts parts =
        range.metric().isHistogram() ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS;
    RowMerge merge = new RowMerge(layout, timeline, limits);
    pages.read(
        horizon.stores(),
        store -> request(store, range, timeline.readFromMillis(), timeline.tiers(), parts),
        merge::add);
    return merge;
  }

  private static SelectRequest request(
      StoreId store,
      Range range,
      long fromMillis,
      List<SelectRequest.Tier> tiers,
      SelectRequest.Parts parts) {
    return new SelectRequest(
        new SelectRequest.Share(store, range.firstSlot(), range.lastSlot()),
        range.metric().family().metrics(),
        List.of(),
        fromMillis,
        tiers,
        parts,
        0,
        PageQueue.PAGE_MAX_BYTES);
  }

  /** Finds where a life begins, as the series of queries do ({@link Timeline}). */
  private LatestLabelSet living(LabelSetRows rows, long lastBySinceMillis) {
    long last = lastBySinceMillis;
    if (last == Long.MIN_VALUE) {
      return LatestLabelSet.of(rows, layout, rows.birthMillis());
    }
    long[] stamps = LongStream.range(0, rows.rowCount())
        .map(row -> rows.stampMillis((int) row))
        .sorted()
        .toArray();
    for (long stamp : stamps) {
      if (stamp - windowMillis > endMillis(last) + windowMillis) {
        LatestLabelSet returned = LatestLabelSet.of(rows, layout, stamp);
        returned.returned(stamp, endMillis(last));
        return returned;
      }
      last = Math.max(last, stamp);
    }
    return LatestLabelSet.of(rows, layout, Long.MIN_VALUE);
  }

  private void put(LatestLabelSet labelSet, Map<Labels, LatestLabelSet> labelSets) {
    limits.hold(labelSet.sizeBytes());
    heldBytes += labelSet.sizeBytes();
    labelSets.put(labelSet.labels(), labelSet);
  }

  /** Returns the memory held for label sets since the last call, which the caller releases. */
  long takeHeldBytes() {
    long bytes = heldBytes;
    heldBytes = 0;
    return bytes;
  }
}
