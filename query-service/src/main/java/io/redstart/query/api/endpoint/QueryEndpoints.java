// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.query.api.answer.QueryValueJson;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.api.request.TimeText;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.QueryValue.Matrix;
import io.redstart.query.promql.value.QueryValue.Vector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Answers {@code /api/v1/query} and {@code /api/v1/query_range}. */
public final class QueryEndpoints {
  /** How many points a series may have, as in Prometheus. */
  static final long STEPS_MAX = 11_000;

  static final String TRUNCATED = "results truncated due to limit";

  private final EngineConfig config;
  private final MeteredStores stores;
  private final InstantSource wall;

  /**
   * Makes the endpoints.
   *
   * @param wall the evaluation time of queries that name none
   */
  public QueryEndpoints(EngineConfig config, MeteredStores stores, InstantSource wall) {
    this.config = config;
    this.stores = stores;
    this.wall = wall;
  }

  /** Evaluates a query at one time. */
  public Result instant(Parameters parameters, QueryLimits limits) {
    long limit = parameters.limit();
    long timeMillis = parameters.timeMillis("time", wall.millis());
    String query = parameters.get("query");
    return run(
        parameters,
        limits,
        limit,
        (engine, source) -> engine.instant(query, timeMillis, source, limits));
  }

  /** Evaluates a query at every step of a range. */
  public Result range(Parameters parameters, QueryLimits limits) {
    long limit = parameters.limit();
    long startMillis = parameters.timeMillis("start");
    long endMillis = parameters.timeMillis("end");
    if (endMillis < startMillis) {
      throw ApiException.badParameter("end", "end timestamp must not be before start time");
    }
    long stepMillis = parameters.durationMillis("step");
    if (stepMillis <= 0) {
      throw ApiException.badParameter(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    if ((endMillis - startMillis) / stepMillis > STEPS_MAX) {
      throw new ApiException(
          ErrorType.BAD_DATA,
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    String query = parameters.get("query");
    return run(
        parameters,
        limits,
        limit,
        (engine, source) ->
            engine.range(query, startMillis, endMillis, stepMillis, source, limits));
  }

  private Result run(
      Parameters parameters,
      QueryLimits limits,
      long limit,
      BiFunction<PromqlEngine, SeriesSource, QueryResult> evaluation) {
    QueryStats stats = new QueryStats(limits);
    PromqlEngine engine = engine(parameters);
    try {
      QueryResult result = stores.read(limits, source -> {
        QueryResult evaluated = evaluation.apply(engine, source);
        stats.read(source.samples());
        return evaluated;
      });
      stats.evaluated();
      return result(result, limit, parameters.get("stats"), stats);
    } catch (PromqlException e) {
      if (e.kind() == PromqlException.Kind.BAD_DATA) {
        throw ApiException.badParameter("query", String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private PromqlEngine engine(Parameters parameters) {
    long lookbackMillis = lookbackDeltaMillis(parameters.get("lookback_delta"));
    Duration lookbackDelta =
        lookbackMillis > 0 ? Duration.ofMillis(lookbackMillis) : config.lookbackDelta();
    return new PromqlEngine(config.withLookbackDelta(lookbackDelta));
  }

  /** Returns the lookback delta of a request; 0 or less means the default, as in Prometheus. */
  private static long lookbackDeltaMillis(String text) {
    try {
      return text.isEmpty() ? 0 : TimeText.parseDurationMillis(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          ErrorType.BAD_DATA, "error parsing lookback delta duration: " + e.getMessage());
    }
  }

  private static Result result(
      QueryResult result, long limit, String statsParameter, QueryStats stats) {
    QueryValue value = truncated(result.value(), limit);
    List<String> warnings = new ArrayList<>(result.warnings());
    if (value != result.value()) {
      warnings.add(TRUNCATED);
    }
    QueryStats.warning(statsParameter).ifPresent(warnings::add);
    Result.Data end = statsParameter.isEmpty() ? json -> {} : stats::write;
    return new Result(new QueryValueJson(value, end), warnings, result.infos());
  }

  private static QueryValue truncated(QueryValue value, long limit) {
    if (limit > 0 && value instanceof Matrix matrix && matrix.series().size() > limit) {
      return new Matrix(matrix.series().subList(0, (int) limit));
    }
    if (limit > 0 && value instanceof Vector vector && vector.samples().size() > limit) {
      return new Vector(vector.timestampMillis(), vector.samples().subList(0, (int) limit));
    }
    return value;
  }
}
