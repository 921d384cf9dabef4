// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The queries of Prometheus' HTTP API. */
public final class PrometheusApi {
  private final Server server;

  /** Creates a client of a server. */
  public PrometheusApi(Server server) {
    this.server = server;
  }

  /**
   * The answer to a query.
   *
   * @param body the answer as it was received
   * @param data {@code resultType} and {@code result}
   */
  public record Result(String body, JsonObject data, List<String> warnings, List<String> infos) {
    /** Returns the type: {@code vector}, {@code matrix}, {@code scalar} or {@code string}. */
    public String type() {
      return data.getString("resultType", "");
    }

    /** Returns the series, each with its labels and samples. */
    public List<Series> series() {
      List<Series> series = new ArrayList<>();
      for (Object one : data.getJsonArray("result")) {
        series.add(Series.of((JsonObject) one));
      }
      return series;
    }
  }

  /** Returns the server. */
  public Server server() {
    return server;
  }

  /**
   * Evaluates a query at one time.
   *
   * @param time as the API expects it; empty for now
   */
  public Result query(String promql, String time) {
    Map<String, String> form = new HashMap<>(Map.of("query", promql));
    if (!time.isEmpty()) {
      form.put("time", time);
    }
    return result(server.post("/api/v1/query", form));
  }

  /** Returns the time on the server's clock. */
  public Instant now() {
    String seconds = query("time()", "").data().getJsonArray("result").getString(1);
    return Instant.ofEpochMilli(Math.round(Double.parseDouble(seconds) * 1e3));
  }

  /** Evaluates a query now, and returns the value of each series by its labels. */
  public Map<Map<String, String>, Double> values(String promql, String time) {
    Map<Map<String, String>, Double> values = new HashMap<>();
    for (Series series : query(promql, time).series()) {
      values.put(series.labels(), series.last());
    }
    return values;
  }

  /** Evaluates a query at steps; times in seconds. */
  public Result range(String promql, double start, double end, double step) {
    return result(server.post(
        "/api/v1/query_range",
        Map.of("query", promql, "start", "" + start, "end", "" + end, "step", "" + step)));
  }

  /** Returns the values of a label in the series that a selector matches. */
  public List<String> labelValues(String label, String selector) {
    String path = "/api/v1/label/" + label + "/values";
    return texts(server.get(
        selector.isEmpty() ? path : path + "?" + Server.form(Map.of("match[]", selector))));
  }

  /** Returns the names of the labels of the series that a selector matches. */
  public List<String> labels(String selector) {
    return texts(server.get("/api/v1/labels?" + Server.form(Map.of("match[]", selector))));
  }

  private List<String> texts(Server.Answer answer) {
    if (body(answer).getValue("data") instanceof JsonArray texts) {
      return list(texts);
    }
    throw notPrometheus(answer);
  }

  private Result result(Server.Answer answer) {
    JsonObject body = body(answer);
    if (body.getValue("data") instanceof JsonObject data
        && data.getValue("result") instanceof JsonArray) {
      return new Result(
          answer.body(),
          data,
          list(body.getJsonArray("warnings")),
          list(body.getJsonArray("infos")));
    }
    throw notPrometheus(answer);
  }

  private JsonObject body(Server.Answer answer) {
    JsonObject body = answer.json();
    if ("success".equals(body.getString("status")) && body.containsKey("data")) {
      return body;
    }
    if (body.containsKey("error")) {
      throw new QueryException(body.getString("errorType", ""), body.getString("error"));
    }
    throw notPrometheus(answer);
  }

  private AnswerException notPrometheus(Server.Answer answer) {
    return new AnswerException(server.url() + " answers with status " + answer.status()
        + ", not like a Prometheus: is the address right?");
  }

  private static List<String> list(JsonArray array) {
    return array == null ? List.of() : array.stream().map(String::valueOf).toList();
  }

  /** Returns a text as it is written between quotes. */
  public static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Returns labels as PromQL writes them. */
  public static String text(Map<String, String> labels) {
    Map<String, String> rest = new TreeMap<>(labels);
    String name = rest.remove("__name__");
    List<String> pairs = new ArrayList<>();
    rest.forEach((label, value) -> pairs.add(label + "=\"" + escaped(value) + "\""));
    return (name == null ? "" : name) + "{" + String.join(", ", pairs) + "}";
  }
}
