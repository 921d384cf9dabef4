// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.latest;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.page.PageQueue;
import io.redstart.query.source.rows.Tiers;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the counts of all label sets up to a stamp, one range of slots after another, so only one
 * range is in memory. A label set's slot is the same on all stores, so a range is complete when all
 * stores have answered. Used by one worker thread; its calls block.
 */
public final class LatestSamples {
  /** How old an exemplar may be; a Prometheus ignores those that it has. */
  private static final long EXEMPLARS_MILLIS = 60_000;

  /** The order of the label sets of a range. Comparing hashes first is faster. */
  public static final Comparator<Labels> ORDER =
      Comparator.<Labels>comparingInt(Labels::hashCode).thenComparing(Comparator.naturalOrder());

  private final SourceConfig config;
  private final CellLayout layout;
  private final Horizon horizon;
  private final PageQueue pages;
  private final QueryLimits limits;
  private final long stampMillis;
  private final LatestLives lives;
  private final Increment counted = new Increment();
  private final Exemplars row = new Exemplars(Exemplars.PLACES_MAX);
  /** The memory held for the last range. */
  private long heldBytes;

  /**
   * Creates a reader that holds nothing yet.
   *
   * @param stampMillis the stamp of the last window that counts
   */
  public LatestSamples(
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
    this.pages = pages;
    this.limits = limits;
    this.stampMillis = stampMillis;
    this.lives = new LatestLives(config, layout, horizon, tiers, pages, limits, stampMillis);
  }

  /**
   * A range of the label sets of a metric.
   *
   * @param firstSlot 0 … {@link LabelSets#SLOTS} − 1
   * @param withExemplars whether the newest exemplars of the buckets of a histogram are read, too
   */
  public record Range(LatestMetric metric, int firstSlot, int lastSlot, boolean withExemplars) {}

  /** Returns the stamp of the last window that is counted, in epoch milliseconds. */
  public long stampMillis() {
    return stampMillis;
  }

  /**
   * Returns the upper bounds of the configured buckets as they are printed in {@code le}, with {@code
   * +Inf} last.
   */
  public List<String> bounds(LatestMetric metric) {
    return LeLabel.all(layout, metric.unit()).stream().map(LeLabel::text).toList();
  }

  /**
   * Reads the label sets that are alive, or were at an earlier stamp, in {@link #ORDER}; releases the
   * memory of the range before.
   *
   * @param sinceMillis the earlier stamp; lives that began after it are known
   */
  public List<LatestLabelSet> read(Range range, long sinceMillis) {
    boolean haveLives = config.views().expirationMillis() > 0 && sinceMillis < stampMillis;
    Map<Labels, LatestLabelSet> labelSets = begin();
    if (haveLives) {
      lives.read(range, sinceMillis, labelSets);
    } else {
      readTotals(range, labelSets);
    }
    long aliveMillis = Math.min(sinceMillis, stampMillis);
    return end(range, labelSets).stream()
        .filter(labelSet -> endOfLifeMillis(labelSet) >= aliveMillis)
        .toList();
  }

  /**
   * Reads the label sets that have counted since an earlier stamp, with what they had counted {@link
   * LatestLabelSet#before}, in {@link #ORDER}; releases the memory of the range before.
   */
  public List<LatestLabelSet> readChanged(Range range, long sinceMillis) {
    Map<Labels, LatestLabelSet> labelSets = begin();
    lives.readChanged(range, sinceMillis, labelSets);
    return end(range, labelSets);
  }

  private Map<Labels, LatestLabelSet> begin() {
    limits.release(heldBytes);
    heldBytes = 0;
    return new LinkedHashMap<>();
  }

  private List<LatestLabelSet> end(Range range, Map<Labels, LatestLabelSet> labelSets) {
    heldBytes += lives.takeHeldBytes();
    if (range.withExemplars
        && range.metric.isHistogram()
        && config.spanMetrics().exemplars().enabled()) {
      long fromMillis = Tiers.floor(stampMillis - EXEMPLARS_MILLIS, config.windowMillis());
      pages.read(
          horizon.stores(),
          store -> request(store, range, fromMillis, SelectRequest.Parts.EXEMPLARS),
          page -> addExemplars(page, labelSets));
    }
    return labelSets.values().stream()
        .sorted(Comparator.comparing(LatestLabelSet::labels, ORDER))
        .toList();
  }

  /** Requests no rows: the base of an empty range is all that was counted before it. */
  private void readTotals(Range range, Map<Labels, LatestLabelSet> labelSets) {
    SelectRequest.Parts parts =
        range.metric.isHistogram() ? SelectRequest.Parts.CELLS : SelectRequest.Parts.CALLS;
    pages.read(
        horizon.stores(),
        store -> request(store, range, stampMillis, parts),
        page -> add(page, labelSets));
  }

  /** Returns the memory of the last range in bytes. */
  public long heldBytes() {
    return heldBytes;
  }

  private SelectRequest request(
      StoreId store, Range range, long fromMillis, SelectRequest.Parts parts) {
    return new SelectRequest(
        new SelectRequest.Share(store, range.firstSlot, range.lastSlot),
        range.metric.family().metrics(),
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
    return lives.endMillis(labelSet.lastMillis());
  }

  /** Returns whether a label set is alive at the stamp. */
  public boolean isAlive(LatestLabelSet labelSet) {
    return endOfLifeMillis(labelSet) >= stampMillis;
  }
}
