// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.process.FatalErrors;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.cluster.ClusterDesk;
import io.redstart.query.cluster.ClusterRefusedException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.page.Blocking;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shows the cluster, and drains and forgets aggregators: the endpoints of {@code redstart cluster}. */
public final class ClusterEndpoints {
  private final ClusterDesk desk;
  private final Context context;
  private final long timeoutMillis;

  /**
   * Creates the endpoints.
   *
   * @param context where the desk is asked
   * @param timeout how long an answer may take
   */
  public ClusterEndpoints(ClusterDesk desk, Context context, Duration timeout) {
    this.desk = desk;
    this.context = context;
    this.timeoutMillis = timeout.toMillis();
  }

  /** Returns the state of the cluster. */
  public Reply status(Parameters parameters, QueryLimits limits) {
    return Result.of(await(limits, desk::status));
  }

  /** Has an aggregator hand its stores over. */
  public Reply drain(Parameters parameters, QueryLimits limits) {
    return change(parameters, limits, desk::drain);
  }

  /** Ends the warnings about a lost aggregator. */
  public Reply forget(Parameters parameters, QueryLimits limits) {
    return change(parameters, limits, desk::forget);
  }

  private Reply change(
      Parameters parameters, QueryLimits limits, Function<String, Future<String>> action) {
    String name = parameters.get("name");
    if (name.isEmpty()) {
      throw new ApiException(
          ErrorType.BAD_DATA, "parameter name is missing: the aggregator's name");
    }
    return Result.of(Map.of("message", await(limits, () -> action.apply(name))));
  }

  private <T> T await(QueryLimits limits, Supplier<Future<T>> action) {
    AsyncResult<T> done = Blocking.<AsyncResult<T>>await(
        context, limits, timeoutMillis, () -> action.get().transform(Future::succeededFuture));
    if (done.succeeded()) {
      return done.result();
    }
    FatalErrors.check(done.cause());
    boolean isRefused = done.cause() instanceof ClusterRefusedException;
    throw new ApiException(
        isRefused ? ErrorType.CONFLICT : ErrorType.UNAVAILABLE,
        String.valueOf(done.cause().getMessage()));
  }
}
