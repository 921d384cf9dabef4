// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.MatcherBudget;
import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.source.MetricMetadata;
import io.redstart.query.source.RedView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * {@code /api/v1/series}, {@code /api/v1/labels}, {@code /api/v1/label/…/values} and {@code
 * /api/v1/metadata}: what there is, without samples.
 */
final class MetadataEndpoints {
  private static final String MATCH = "match[]";

  private final MeteredStores stores;

  MetadataEndpoints(MeteredStores stores) {
    this.stores = stores;
  }

  /** Lists series. */
  Result series(Parameters parameters) {
    if (parameters.all(MATCH).isEmpty()) {
      throw new ApiException(ErrorType.BAD_DATA, "no match[] parameter provided");
    }
    Found<Labels> found = find(parameters, Comparator.naturalOrder(), RedView::series);
    return result(found, (labels, json) -> QueryValueJson.writeLabels(labels, json));
  }

  /** Lists the names of labels. */
  Result labelNames(Parameters parameters) {
    Found<String> found = find(parameters, Labels::compareUtf8, RedView::labelNames);
    return result(found, (name, json) -> json.writeString(name));
  }

  /** Lists the values of a label. */
  Result labelValues(String escapedName, Parameters parameters) {
    String name = EscapedName.decode(escapedName);
    if (name.isEmpty()) {
      throw new ApiException(ErrorType.BAD_DATA, "invalid label name: \"" + name + "\"");
    }
    Found<String> found = find(
        parameters, Labels::compareUtf8, (view, selection) -> view.labelValues(name, selection));
    return result(found, (value, json) -> json.writeString(value));
  }

  /** Tells types, units and help of all listed metrics, or of one that is asked for by name. */
  Result metadata(Parameters parameters) {
    long limit = number(parameters, "limit");
    // A metric has one entry; however few are wanted, Prometheus sends one, too.
    number(parameters, "limit_per_metric");
    String name = parameters.get("metric");
    Map<String, MetricMetadata> metrics = name.isEmpty()
        ? stores.stores().metadata()
        : stores.stores().metadata(name).map(one -> Map.of(name, one)).orElse(Map.of());
    return new Result(
        json -> {
          json.writeStartObject();
          long left = limit < 0 ? Long.MAX_VALUE : limit;
          for (Map.Entry<String, MetricMetadata> metric : metrics.entrySet()) {
            if (left-- > 0) {
              write(metric.getKey(), metric.getValue(), json);
            }
          }
          json.writeEndObject();
        },
        List.of(),
        List.of());
  }

  /** Returns a number that may be negative, as which it counts if it is absent. */
  private static long number(Parameters parameters, String name) {
    if (!parameters.has(name)) {
      return -1;
    }
    try {
      return Long.parseLong(parameters.get(name));
    } catch (NumberFormatException e) {
      throw new ApiException(ErrorType.BAD_DATA, name + " must be a number");
    }
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

  private record Found<T>(List<T> entries, List<String> warnings) {}

  private <T> Found<T> find(
      Parameters parameters, Comparator<T> order, BiFunction<RedView, Selection, List<T>> lookup) {
    long limit = parameters.limit();
    long startMillis = parameters.timeMillis("start", -TimeText.TIME_MAX_MILLIS);
    long endMillis = parameters.timeMillis("end", TimeText.TIME_MAX_MILLIS);
    List<Selection> selections = selections(parameters, startMillis, endMillis);
    return stores.read(source -> {
      RedView view = source.open(endMillis);
      TreeSet<T> found = new TreeSet<>(order);
      selections.forEach(selection -> found.addAll(lookup.apply(view, selection)));
      List<String> warnings = new ArrayList<>(view.warnings());
      if (limit == 0 || found.size() <= limit) {
        return new Found<>(List.copyOf(found), warnings);
      }
      warnings.add(QueryEndpoints.TRUNCATED);
      return new Found<>(found.stream().limit(limit).toList(), warnings);
    });
  }

  private static List<Selection> selections(
      Parameters parameters, long startMillis, long endMillis) {
    // The range of a selection leaves its beginning out, that of these requests does not.
    long fromMillis = startMillis - 1;
    if (parameters.all(MATCH).isEmpty()) {
      return List.of(new Selection(List.of(), fromMillis, endMillis));
    }
    MatcherBudget budget = new MatcherBudget();
    return parameters.all(MATCH).stream()
        .map(text -> new Selection(matchers(text, budget), fromMillis, endMillis))
        .toList();
  }

  private static List<LabelMatcher> matchers(String text, MatcherBudget budget) {
    try {
      Expr expr = Parser.parse(new QueryText(text));
      if (expr instanceof Expr.VectorSelector selector && selector.offsetMillis() == 0) {
        selector.matchers().forEach(budget::add);
        return selector.matchers();
      }
    } catch (PromqlException | IllegalArgumentException e) {
      throw ApiException.badParameter(MATCH, String.valueOf(e.getMessage()));
    }
    throw ApiException.badParameter(MATCH, "\"" + text + "\" is not a series selector");
  }

  private interface EntryWriter<T> {
    void write(T entry, JsonGenerator json) throws IOException;
  }

  private static <T> Result result(Found<T> found, EntryWriter<T> writer) {
    return new Result(
        json -> {
          json.writeStartArray();
          for (T entry : found.entries) {
            writer.write(entry, json);
          }
          json.writeEndArray();
        },
        found.warnings,
        List.of());
  }
}
