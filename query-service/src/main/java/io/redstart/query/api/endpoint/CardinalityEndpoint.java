// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.Labels;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.Found;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code /api/v1/status/tsdb}: how many series there are now, and which names and labels
 * make them many.
 */
public final class CardinalityEndpoint {
  private static final int LIMIT_DEFAULT = 10;
  private static final int LIMIT_MAX = 10_000;

  private final MeteredStores stores;
  private final Duration lookbackDelta;
  private final InstantSource wall;

  /**
   * Makes the endpoint.
   *
   * @param lookbackDelta how long a series without a sample still counts
   */
  public CardinalityEndpoint(MeteredStores stores, Duration lookbackDelta, InstantSource wall) {
    this.stores = stores;
    this.lookbackDelta = lookbackDelta;
    this.wall = wall;
  }

  /** Counts the series. */
  public Result status(Parameters parameters, QueryLimits limits) {
    int limit = limit(parameters);
    long endMillis = wall.millis();
    long fromMillis = endMillis - lookbackDelta.toMillis();
    return stores.read(limits, source -> {
      JointView view = source.open(endMillis, limits);
      Found<Labels> found = new Found<>(limits, Footprint::labels);
      view.series(new Selection(List.of(), fromMillis, endMillis), found);
      SeriesTally tally = new SeriesTally(limits);
      found.sorted(limits.checking(Labels::compareTo)).forEach(tally::add);
      return Result.of(tree(tally, limit, fromMillis, endMillis)).withWarnings(view.warnings());
    });
  }

  private static int limit(Parameters parameters) {
    if (!parameters.has("limit")) {
      return LIMIT_DEFAULT;
    }
    int limit;
    try {
      limit = Integer.parseInt(parameters.get("limit"));
    } catch (NumberFormatException e) {
      limit = 0;
    }
    if (limit < 1) {
      throw new ApiException(ErrorType.BAD_DATA, "limit must be a positive number");
    }
    if (limit > LIMIT_MAX) {
      throw new ApiException(ErrorType.BAD_DATA, "limit must not exceed " + LIMIT_MAX);
    }
    return limit;
  }

  private static Map<String, Object> tree(
      SeriesTally tally, int limit, long minMillis, long maxMillis) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("numSeries", tally.series());
    head.put("numLabelPairs", tally.pairs());
    head.put("chunkCount", 0);
    head.put("minTime", minMillis);
    head.put("maxTime", maxMillis);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("headStats", head);
    status.put("seriesCountByMetricName", tally.seriesByMetric(limit));
    status.put("labelValueCountByLabelName", tally.valuesByLabel(limit));
    status.put("memoryInBytesByLabelName", tally.bytesByLabel(limit));
    status.put("seriesCountByLabelValuePair", tally.seriesByPair(limit));
    return status;
  }
}
