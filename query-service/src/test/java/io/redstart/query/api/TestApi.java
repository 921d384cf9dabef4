// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.api.status.ServerFacts;
import io.redstart.query.joint.JointStores;
import io.redstart.query.page.TestPageFacts;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A served API over 10 minutes of two services: {@code cart}, whose calls take 50 ms, and {@code
 * pay}, whose calls take 150 ms and half of which fail.
 */
final class TestApi implements AutoCloseable {
  static final long NOW = 1_700_000_000_000L;

  private static final Labels CART = Labels.of(
      "service_name",
      "cart",
      "span_kind",
      "SPAN_KIND_SERVER",
      "span_name",
      "GET /",
      "status_code",
      "STATUS_CODE_UNSET");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PrometheusApi api;
  private final String url;

  TestApi() {
    this(EngineConfig.of(Duration.ofMinutes(5), true));
  }

  TestApi(EngineConfig engine) {
    this(engine, 1_000_000);
  }

  TestApi(EngineConfig engine, long samplesMax) {
    FakeStore store = new FakeStore(vertx, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);
    Labels pay = CART.with("service_name", "pay");
    for (int window = 0; window < 120; window++) {
      long stamp = NOW - window * FakeStore.WINDOW_MILLIS;
      store.count(CART, stamp, 50_000_000);
      store.count(pay, stamp, 150_000_000);
      store.count(pay.with("status_code", "STATUS_CODE_ERROR"), stamp, 150_000_000);
    }
    store.exemplar(Metric.SPANS, CART, NOW, 50_000_000, 0xabc, 0xdef);
    store.start();
    JointStores stores = new OpenedStores(vertx, NOW).openJointly(TestConfig.source(), 1);
    ApiConfig config = new ApiConfig(
        engine,
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        samplesMax,
        4,
        new RequestLimits(10_000, new MemoryBudget("requests", 64 << 20)),
        new MemoryBudget("queries", 64 << 20),
        new ServerFacts("1.2.3", Map.of("query.timeout", "2m"), "15d"),
        TestPageFacts.NONE,
        AdminApi.LOOPBACK);
    api = new PrometheusApi(
        vertx, config, stores, registry, () -> Instant.ofEpochMilli(NOW), System::nanoTime);
    HttpServer server = join(vertx
        .createHttpServer(api.serverOptions())
        .requestHandler(api.router())
        .listen(0, "127.0.0.1"));
    url = "http://127.0.0.1:" + server.actualPort();
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  String url() {
    return url;
  }

  /** Begins to warm up, on a context of its own. */
  Future<Boolean> warmUp(Duration longest) {
    Promise<Boolean> ended = Promise.promise();
    vertx.runOnContext(now -> api.warmUp(longest).onComplete(ended));
    return ended.future();
  }

  /** Returns how many samples queries have read. */
  double samplesRead() {
    return registry.counter("redstart.query.samples").count();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  HttpResponse<String> post(String path, String form) {
    return send("POST", path, form, "content-type", "application/x-www-form-urlencoded");
  }

  HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
        .timeout(Duration.ofSeconds(60))
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + ' ' + path, e);
    }
  }

  @Override
  public void close() {
    api.close();
    join(vertx.close());
  }
}
