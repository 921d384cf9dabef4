// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.print.PrettyPrinter;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;

/** Answers {@code /api/v1/format_query} and {@code /api/v1/parse_query}, which evaluate nothing. */
public final class SyntaxEndpoints {
  private final PromqlEngine engine;

  /** Makes the endpoints of an engine. */
  public SyntaxEndpoints(PromqlEngine engine) {
    this.engine = engine;
  }

  /** Returns the query in Prometheus' layout. */
  public Result format(Parameters parameters, QueryLimits limits) {
    String text = PrettyPrinter.print(parse(parameters, limits));
    limits.hold(Footprint.string(text));
    return Result.written(json -> json.writeString(text));
  }

  /** Returns the query's syntax tree. */
  public Result tree(Parameters parameters, QueryLimits limits) {
    Expr expr = parse(parameters, limits);
    return Result.written(json -> ExprJson.write(expr, json));
  }

  private Expr parse(Parameters parameters, QueryLimits limits) {
    try {
      return engine.parse(new QueryText(parameters.get("query")), limits);
    } catch (PromqlException e) {
      throw ApiException.badParameter("query", String.valueOf(e.getMessage()));
    }
  }
}
