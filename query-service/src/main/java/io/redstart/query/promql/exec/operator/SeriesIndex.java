// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.SeriesList;
import java.util.HashMap;
import java.util.Map;

/** A growing list of series with different labels, each found by its labels. */
public final class SeriesIndex {
  private final QueryLimits limits;
  private final SeriesList series = new SeriesList();
  private final Map<Labels, Integer> known;

  /** Makes an empty list, whose memory a query holds. */
  public SeriesIndex(QueryLimits limits) {
    this(limits, 0);
  }

  /**
   * Makes an empty list with room, because a large map that grows moves all entries at once, without
   * a check for cancellation.
   *
   * @param expected how many series there may be
   */
  SeriesIndex(QueryLimits limits, int expected) {
    this.limits = limits;
    this.known = new HashMap<>(expected + expected / 2);
  }

  /** Returns the series. */
  public SeriesList list() {
    return series;
  }

  /** Returns how many series there are. */
  public int size() {
    return series.size();
  }

  /**
   * Returns the index of the series with these labels.
   *
   * @param losesName whether it loses its name at the end of the query, if it is new
   */
  public int of(Labels labels, boolean losesName) {
    Integer index = known.get(labels);
    if (index == null) {
      limits.hold(Footprint.labels(labels) + Footprint.MAP_ENTRY + Footprint.LIST_ENTRY);
      index = series.add(labels, losesName);
      known.put(labels, index);
    }
    return index;
  }
}
