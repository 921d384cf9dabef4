// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects distinct exemplars of any series; beyond a limit it keeps the newest. */
public final class FoundExemplars {
  /**
   * A span that was counted in a series.
   *
   * @param series the labels of the series, with its name
   * @param timestampMillis the stamp of the window that counted it
   * @param traceId 32 hexadecimal digits
   * @param spanId 16 hexadecimal digits
   * @param value its duration, in the unit of the series' name
   */
  public record Exemplar(
      Labels series, long timestampMillis, String traceId, String spanId, double value) {
    private static final Comparator<Exemplar> OLDEST_FIRST = Comparator.comparingLong(
            Exemplar::timestampMillis)
        .thenComparing(Exemplar::series)
        .thenComparing(Exemplar::traceId)
        .thenComparing(Exemplar::spanId)
        .thenComparingDouble(Exemplar::value);
  }

  /** The size of an exemplar in the tree, with its two ids and its list entry. */
  private static final int EXEMPLAR = 40 + 40 + 2 * 72 + Footprint.LIST_ENTRY;

  private final int exemplarsMax;
  private final QueryLimits limits;
  private final TreeSet<Exemplar> newest = new TreeSet<>(Exemplar.OLDEST_FIRST);
  private boolean isTruncated;

  /** Creates a collection that keeps at most {@code exemplarsMax} exemplars. */
  public FoundExemplars(int exemplarsMax, QueryLimits limits) {
    this.exemplarsMax = exemplarsMax;
    this.limits = limits;
  }

  void add(Exemplar exemplar) {
    limits.check();
    if (!newest.add(exemplar)) {
      return;
    }
    limits.hold(sizeBytes(exemplar));
    if (newest.size() > exemplarsMax) {
      limits.release(sizeBytes(newest.pollFirst()));
      isTruncated = true;
    }
  }

  private static long sizeBytes(Exemplar exemplar) {
    return EXEMPLAR + Footprint.labels(exemplar.series());
  }

  /** Returns whether some exemplars were left out. */
  public boolean isTruncated() {
    return isTruncated;
  }

  /** Returns the exemplars of each series, sorted by labels and then by time. */
  public Map<Labels, List<Exemplar>> bySeries() {
    Map<Labels, List<Exemplar>> bySeries = new TreeMap<>();
    for (Exemplar one : newest) {
      bySeries.computeIfAbsent(one.series(), first -> new ArrayList<>()).add(one);
    }
    return bySeries;
  }
}
