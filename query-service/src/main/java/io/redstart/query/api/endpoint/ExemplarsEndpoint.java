// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.model.Labels;
import io.redstart.query.api.answer.JsonParts;
import io.redstart.query.api.answer.QueryValueJson;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.api.request.TimeText;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Selectors;
import io.redstart.query.promql.value.number.FloatText;
import io.redstart.query.source.FoundExemplars;
import io.redstart.query.source.FoundExemplars.Exemplar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code /api/v1/query_exemplars}: returns example traces of the series that an expression
 * reads. Labels are named as the Collector's Prometheus exporter names them.
 */
public final class ExemplarsEndpoint {
  /** The most exemplars of an answer; if there are more it holds the newest, with a warning. */
  static final int EXEMPLARS_MAX = 10_000;

  static final String TRUNCATED =
      "exemplars truncated to the newest " + EXEMPLARS_MAX + ": query less time or fewer series";

  private final MeteredStores stores;
  private final PromqlEngine engine;

  /** Makes the endpoint; the engine only parses. */
  public ExemplarsEndpoint(MeteredStores stores, PromqlEngine engine) {
    this.stores = stores;
    this.engine = engine;
  }

  /** Finds exemplars. */
  public Result query(Parameters parameters, QueryLimits limits) {
    long startMillis = parameters.timeMillis("start", -TimeText.TIME_MAX_MILLIS);
    long endMillis = parameters.timeMillis("end", TimeText.TIME_MAX_MILLIS);
    if (endMillis < startMillis) {
      throw new ApiException(
          ErrorType.BAD_DATA, "end timestamp must not be before start timestamp");
    }
    // A selection excludes the start of its range, these requests include it.
    List<Selection> selections =
        selections(parameters.get("query"), limits, startMillis - 1, endMillis);
    return stores.read(limits, source -> {
      JointView view = source.open(endMillis, limits);
      FoundExemplars found = new FoundExemplars(EXEMPLARS_MAX, limits);
      selections.forEach(selection -> view.exemplars(selection, found));
      List<String> warnings = new ArrayList<>(view.warnings());
      if (found.isTruncated()) {
        warnings.add(TRUNCATED);
      }
      Map<Labels, List<Exemplar>> bySeries = found.bySeries();
      return new Result(
          JsonParts.array(bySeries.entrySet(), ExemplarsEndpoint::write), warnings, List.of());
    });
  }

  private List<Selection> selections(
      String query, QueryLimits limits, long fromMillis, long endMillis) {
    try {
      return Selectors.of(engine.parse(new QueryText(query), limits)).stream()
          .map(selector -> new Selection(selector.matchers(), fromMillis, endMillis))
          .distinct()
          .toList();
    } catch (PromqlException e) {
      throw new ApiException(ErrorType.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  private static void write(Map.Entry<Labels, List<Exemplar>> series, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName("seriesLabels");
    QueryValueJson.writeLabels(series.getKey(), json);
    json.writeArrayFieldStart("exemplars");
    for (Exemplar exemplar : series.getValue()) {
      write(exemplar, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Exemplar exemplar, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("labels");
    json.writeStringField("trace_id", exemplar.traceId());
    json.writeStringField("span_id", exemplar.spanId());
    json.writeEndObject();
    json.writeStringField("value", FloatText.general(exemplar.value()));
    json.writeFieldName("timestamp");
    json.writeNumber(QueryValueJson.timestamp(exemplar.timestampMillis()));
    json.writeEndObject();
  }
}
