// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.api.answer.JsonParts;
import io.redstart.query.api.answer.QueryValueJson;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.EscapedName;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.api.request.TimeText;
import io.redstart.query.joint.JointStores;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.Found;
import io.redstart.query.source.metric.MetricMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Answers {@code /api/v1/series}, {@code /api/v1/labels}, {@code /api/v1/label/…/values} and {@code
 * /api/v1/metadata}, which list series, labels and metrics without samples.
 */
public final class MetadataEndpoints {
  private final MeteredStores stores;

  /** Makes the endpoints. */
  public MetadataEndpoints(MeteredStores stores) {
    this.stores = stores;
  }

  /** Lists series. */
  public Result series(Parameters parameters, QueryLimits limits) {
    if (parameters.all(MatchParameter.NAME).isEmpty()) {
      throw new ApiException(ErrorType.BAD_DATA, "no match[] parameter provided");
    }
    return find(
        parameters,
        limits,
        MetadataEndpoints::namedMatchers,
        () -> new Found<>(limits, Footprint::labels),
        Comparator.naturalOrder(),
        JointView::series,
        QueryValueJson::writeLabels);
  }

  /** Reads {@code match[]}, with its name in errors, as Prometheus does here alone. */
  private static List<List<LabelMatcher>> namedMatchers(Parameters parameters, QueryLimits limits) {
    try {
      return MatchParameter.read(parameters, limits);
    } catch (ApiException e) {
      throw ApiException.badParameter(MatchParameter.NAME, String.valueOf(e.getMessage()));
    }
  }

  /** Lists the names of labels. */
  public Result labelNames(Parameters parameters, QueryLimits limits) {
    return strings(parameters, limits, JointView::labelNames);
  }

  /** Lists the values of a label. */
  public Result labelValues(String escapedName, Parameters parameters, QueryLimits limits) {
    String name = EscapedName.decode(escapedName);
    if (name.isEmpty()) {
      throw new ApiException(ErrorType.BAD_DATA, "invalid label name: \"" + name + "\"");
    }
    return strings(
        parameters, limits, (view, selection, found) -> view.labelValues(name, selection, found));
  }

  /** Lists type, unit and help of all metrics, or of the one named in the request. */
  public Result metadata(Parameters parameters, QueryLimits limits) {
    long limit = parameters.number("limit");
    // A metric has one entry, and Prometheus also sends at least one, whatever the limit.
    parameters.number("limit_per_metric");
    String name = parameters.get("metric");
    JointStores.Metadata metadata =
        name.isEmpty() ? stores.stores().metadata(limits) : stores.stores().metadata(name, limits);
    return new Result(
        json -> {
          json.writeStartObject();
          long left = limit < 0 ? Long.MAX_VALUE : limit;
          for (Map.Entry<String, MetricMetadata> metric : metadata.metrics().entrySet()) {
            if (left-- > 0) {
              write(metric.getKey(), metric.getValue(), json);
            }
          }
          json.writeEndObject();
        },
        metadata.warnings(),
        List.of());
  }

  private static void write(String name, MetricMetadata metric, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    json.writeStartObject();
    json.writeStringField("type", metric.type());
    json.writeStringField("unit", metric.unit());
    json.writeStringField("help", metric.help());
    json.writeEndObject();
    json.writeEndArray();
  }

  private interface Lookup<T> {
    void find(JointView view, Selection selection, Found<T> found);
  }

  private Result strings(Parameters parameters, QueryLimits limits, Lookup<String> lookup) {
    return find(
        parameters,
        limits,
        MatchParameter::read,
        () -> new Found<>(limits, known -> 0),
        Labels::compareUtf8,
        lookup,
        (text, json) -> json.writeString(text));
  }

  private <T> Result find(
      Parameters parameters,
      QueryLimits limits,
      BiFunction<Parameters, QueryLimits, List<List<LabelMatcher>>> matchers,
      Supplier<Found<T>> empty,
      Comparator<T> order,
      Lookup<T> lookup,
      JsonParts.Element<T> element) {
    long limit = parameters.limit();
    long startMillis = parameters.timeMillis("start", -TimeText.TIME_MAX_MILLIS);
    long endMillis = parameters.timeMillis("end", TimeText.TIME_MAX_MILLIS);
    List<Selection> selections =
        selections(matchers.apply(parameters, limits), startMillis, endMillis);
    return stores.read(limits, source -> {
      JointView view = source.open(endMillis, limits);
      Found<T> found = empty.get();
      selections.forEach(selection -> lookup.find(view, selection, found));
      List<String> warnings = new ArrayList<>(view.warnings());
      List<T> entries = found.sorted(order);
      if (limit > 0 && entries.size() > limit) {
        warnings.add(QueryEndpoints.TRUNCATED);
        entries = entries.subList(0, (int) limit);
      }
      return new Result(JsonParts.array(entries, element), warnings, List.of());
    });
  }

  private static List<Selection> selections(
      List<List<LabelMatcher>> selectors, long startMillis, long endMillis) {
    // A selection excludes the start of its range, these requests include it.
    long fromMillis = startMillis - 1;
    if (selectors.isEmpty()) {
      return List.of(new Selection(List.of(), fromMillis, endMillis));
    }
    return selectors.stream()
        .map(matchers -> new Selection(matchers, fromMillis, endMillis))
        .toList();
  }
}
