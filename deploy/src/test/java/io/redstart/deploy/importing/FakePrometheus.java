// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers like a Prometheus, as far as an import asks, from samples at the ends of minutes. */
final class FakePrometheus implements AutoCloseable {
  static final long MINUTE = 60_000;
  private static final int POINTS_MAX = 11_000;
  private static final Pattern MATCHER =
      Pattern.compile("([a-zA-Z_]\\w*|\"[^\"]+\")(=~|=)\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Returns the value at a stamp; NaN if there is none. */
  interface Samples {
    double at(long millis);
  }

  final AtomicInteger failures = new AtomicInteger();
  /** The range that may be asked for before the source breaks down for good. */
  final AtomicInteger rangesLeft = new AtomicInteger(Integer.MAX_VALUE);

  volatile String authorization = "";

  private final Map<Map<String, String>, Samples> series = new TreeMap<>(
      (one, other) -> new TreeMap<>(one).toString().compareTo(new TreeMap<>(other).toString()));
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  FakePrometheus() throws Exception {
    server = vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
  }

  void add(Map<String, String> labels, Samples samples) {
    series.put(labels, samples);
  }

  private void answer(HttpServerRequest request) {
    request.setExpectMultipart(request.method() == HttpMethod.POST);
    request.endHandler(end -> {
      authorization = String.valueOf(request.getHeader("Authorization"));
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        request.response().setStatusCode(503).end("overloaded");
        return;
      }
      boolean isRange = request.path().endsWith("/query_range");
      if (isRange && rangesLeft.getAndDecrement() <= 0) {
        request.response().setStatusCode(503).end("broken");
        return;
      }
      try {
        Object data = isRange ? range(request) : catalog(request);
        request
            .response()
            .end(new JsonObject().put("status", "success").put("data", data).encode());
      } catch (IllegalArgumentException e) {
        request
            .response()
            .setStatusCode(400)
            .end(new JsonObject()
                .put("status", "error")
                .put("error", e.getMessage())
                .encode());
      }
    });
  }

  private Object catalog(HttpServerRequest request) {
    String selector = parameter(request, "match[]");
    List<Map<String, String>> found = matching(selector == null ? "" : selector);
    if (request.path().endsWith("/series")) {
      JsonArray all = new JsonArray();
      found.forEach(labels -> all.add(json(labels)));
      return all;
    }
    String label = request.path().replaceAll("^/api/v1/label/(.*)/values$", "$1");
    Set<String> values = new TreeSet<>();
    found.stream().filter(one -> one.containsKey(label)).forEach(one -> values.add(one.get(label)));
    return new JsonArray(new ArrayList<>(values));
  }

  private Object range(HttpServerRequest request) {
    String query = parameter(request, "query");
    long from = millis(request, "start");
    long end = millis(request, "end");
    long step = millis(request, "step");
    if ((end - from) / step > POINTS_MAX) {
      throw new IllegalArgumentException("exceeded maximum resolution of 11,000 points");
    }
    boolean counts = query.startsWith("count(");
    List<Map<String, String>> found = matching(query);
    JsonArray result = new JsonArray();
    if (counts) {
      result.add(one(Map.of(), at -> count(found, at), from, end, step));
    } else {
      found.forEach(labels -> result.add(one(labels, series.get(labels), from, end, step)));
    }
    return new JsonObject().put("resultType", "matrix").put("result", result);
  }

  private double count(List<Map<String, String>> found, long millis) {
    long count =
        found.stream().filter(one -> !Double.isNaN(series.get(one).at(millis))).count();
    return count == 0 ? Double.NaN : count;
  }

  private static JsonObject one(
      Map<String, String> labels, Samples samples, long from, long end, long step) {
    JsonArray values = new JsonArray();
    for (long at = from; at <= end; at += step) {
      double value = samples.at(at);
      if (!Double.isNaN(value)) {
        values.add(new JsonArray().add(at / 1000).add(BigDecimal.valueOf(value).toPlainString()));
      }
    }
    return new JsonObject().put("metric", json(labels)).put("values", values);
  }

  private static JsonObject json(Map<String, String> labels) {
    JsonObject json = new JsonObject();
    labels.forEach(json::put);
    return json;
  }

  private static String parameter(HttpServerRequest request, String name) {
    String posted = request.getFormAttribute(name);
    return posted == null ? request.getParam(name) : posted;
  }

  private static long millis(HttpServerRequest request, String name) {
    return new BigDecimal(parameter(request, name)).movePointRight(3).longValueExact();
  }

  private List<Map<String, String>> matching(String selector) {
    List<Map<String, String>> found = new ArrayList<>(series.keySet());
    Matcher matcher = MATCHER.matcher(selector);
    while (matcher.find()) {
      String name = matcher.group(1).replace("\"", "");
      String value = matcher.group(3).replaceAll("\\\\(.)", "$1");
      boolean isRegex = matcher.group(2).equals("=~");
      found.removeIf(labels -> {
        String own = labels.getOrDefault(name, "");
        return isRegex ? !own.matches(value) : !own.equals(value);
      });
    }
    return found;
  }

  @Override
  public void close() {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }
}
