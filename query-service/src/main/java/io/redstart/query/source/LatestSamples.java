// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what all label sets have counted up to a stamp, one range of slots after
 * another, so that only one range is in memory. A label set's slot is the same on all stores, so a
 * range is complete when all stores have answered. Used by one worker thread; its calls block.
 */
public final class LatestSamples {
  /** How old an exemplar may be; a Prometheus ignores those that it has. */
  private static final long EXEMPLARS_MILLIS = 60_000;

  private final SourceConfig config;
  private final CellLayout layout;
  private final Horizon horizon;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final long stampMillis;
  private final Increment counted = new Increment();
  private final Exemplars row = new Exemplars(Exemplars.PLACES_MAX);
  /** The memory held for the last range. */
  private long heldBytes;

  LatestSamples(
      SourceConfig config,
      CellLayout layout,
      Horizon horizon,
      PageQueue pages,
      QueryLimits limits,
      long stampMillis) {
    this.config = config;
    this.layout = layout;
    this.horizon = horizon;
    this.pages = pages;
    this.limits = limits;
    this.stampMillis = stampMillis;
  }

  /** Returns the stamp of the last window that is counted, in epoch milliseconds. */
  public long stampMillis() {
    return stampMillis;
  }

  /**
   * Returns the upper bounds of the configured buckets as they are printed in {@code le}, with {@code
   * +Inf} last.
   */
  public List<String> bounds(LatestMetric metric) {
    return SeriesBuilder.leLabels(layout, metric.unit()).stream()
        .map(LeLabel::text)
        .toList();
  }

  /**
   * Reads the living label sets of a range of slots, and releases the memory of the range before it.
   *
   * @param firstSlot 0 … {@link LabelSets#SLOTS} − 1
   * @param withExemplars whether the newest exemplars of the buckets of a histogram are read, too
   */
  public List<LatestLabelSet> read(
      LatestMetric metric, int firstSlot, int lastSlot, boolean withExemplars) {
    return read(metric, firstSlot, lastSlot, withExemplars, stampMillis);
  }

  /**
   * Does the same, and also returns the label sets that were still alive at an earlier stamp.
   *
   * @param aliveMillis the earlier stamp
   */
  public List<LatestLabelSet> read(
      LatestMetric metric, int firstSlot, int lastSlot, boolean withExemplars, long aliveMillis) {
    limits.release(heldBytes);
    heldBytes = 0;
    Map<Labels, LatestLabelSet> labelSets = new LinkedHashMap<>();
    pages.read(
        horizon.stores(),
        store -> request(store, metric, firstSlot, lastSlot),
        page -> add(page, labelSets));
    if (withExemplars
        && metric.isHistogram()
        && config.spanMetrics().exemplars().enabled()) {
      pages.read(
          horizon.stores(),
          store -> exemplarsRequest(store, metric, firstSlot, lastSlot),
          page -> addExemplars(page, labelSets));
    }
    return labelSets.values().stream()
        .filter(labelSet -> endOfLifeMillis(labelSet) >= aliveMillis)
        .toList();
  }

  /** Returns the memory of the last range in bytes. */
  public long heldBytes() {
    return heldBytes;
  }

  /** Requests no rows: the base of an empty range is all that was counted before it. */
  private SelectRequest request(StoreId store, LatestMetric metric, int firstSlot, int lastSlot) {
    SelectRequest.Parts parts =
        metric.isHistogram() ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS;
    return request(store, metric, firstSlot, lastSlot, stampMillis, parts);
  }

  private SelectRequest exemplarsRequest(
      StoreId store, LatestMetric metric, int firstSlot, int lastSlot) {
    long fromMillis = Tiers.floor(stampMillis - EXEMPLARS_MILLIS, config.windowMillis());
    return request(store, metric, firstSlot, lastSlot, fromMillis, SelectRequest.Parts.EXEMPLARS);
  }

  private SelectRequest request(
      StoreId store,
      LatestMetric metric,
      int firstSlot,
      int lastSlot,
      long fromMillis,
      SelectRequest.Parts parts) {
    return new SelectRequest(
        new SelectRequest.Share(store, firstSlot, lastSlot),
        metric.family().metrics(),
        List.of(),
        fromMillis,
        List.of(new SelectRequest.Tier(config.windowMillis(), stampMillis)),
        parts,
        0,
        PageQueue.PAGE_MAX_BYTES);
  }

  private void add(SelectReply.Reader page, Map<Labels, LatestLabelSet> labelSets) {
    counted.clear();
    while (page.next(counted)) {
      limits.check();
      LatestLabelSet labelSet = labelSets.get(page.labels());
      long beforeBytes = labelSet == null ? 0 : labelSet.sizeBytes();
      if (labelSet == null) {
        labelSet = new LatestLabelSet(page.labels(), layout);
        labelSets.put(page.labels(), labelSet);
      }
      labelSet.add(counted, page);
      hold(labelSet.sizeBytes() - beforeBytes);
      counted.clear();
    }
  }

  private void addExemplars(SelectReply.Reader page, Map<Labels, LatestLabelSet> labelSets) {
    counted.clear();
    while (page.next(counted)) {
      limits.check();
      LatestLabelSet labelSet = labelSets.get(page.labels());
      long rowMillis = Tiers.floor(stampMillis - EXEMPLARS_MILLIS, config.windowMillis());
      for (int left = page.rows(); left > 0; left--) {
        row.clear();
        rowMillis += page.exemplars(row) * page.windowMillis();
        if (labelSet != null) {
          hold(labelSet.addExemplars(row, rowMillis));
        }
      }
    }
  }

  private void hold(long bytes) {
    limits.hold(bytes);
    heldBytes += bytes;
  }

  /** Returns the last stamp at which a label set is alive, as far as is known at this stamp. */
  public long endOfLifeMillis(LatestLabelSet labelSet) {
    long expirationMillis = config.views().expirationMillis();
    return expirationMillis == 0
        ? Long.MAX_VALUE
        : labelSet.lastMillis() + Tiers.floor(expirationMillis, config.windowMillis());
  }
}
