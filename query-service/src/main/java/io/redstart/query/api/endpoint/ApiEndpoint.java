// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.vertx.ext.web.RoutingContext;

/** Answers requests of one kind, on a query thread, where it may block. */
public interface ApiEndpoint {
  /**
   * Answers a request.
   *
   * @param limits what the request may use until its answer is sent
   * @throws ApiException if a parameter is wrong
   * @throws PromqlException if the query cannot be answered
   */
  Reply answer(Parameters parameters, QueryLimits limits);

  /** Chooses the endpoint of a request. */
  @FunctionalInterface
  interface Choice {
    /** Returns the endpoint of a request, whose path may hold a parameter; on the event loop. */
    ApiEndpoint endpointOf(RoutingContext context);
  }
}
