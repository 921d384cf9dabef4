// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.config.Endpoint;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.telemetry.TelemetryService;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs all of Redstart in this process with a {@code spanmetrics:} block as a user would paste it,
 * on free loopback ports and with windows of a second, so that counts appear soon.
 */
final class LocalRedstart implements AutoCloseable {
  private static final int START_SECONDS_MAX = 60;
  private static final String SETTINGS = """
      ingest: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}}
      store: {path: "%s", retention: [{window: 1s, for: 1h}]}
      query: {endpoint: "127.0.0.1:0", scrape: {endpoint: "127.0.0.1:0"}, warm_up: 0s}
      ui: {trace_url: "http://jaeger.example/trace/{trace_id}"}
      telemetry: {endpoint: "127.0.0.1:0"}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AllInOne program;
  private Map<String, Endpoint> endpoints = Map.of();

  private LocalRedstart(AllInOne program) {
    this.program = program;
  }

  /** Returns the settings of a block, and some more such as {@code store.retention=…}. */
  static RedstartConfig settings(Path store, String block, String... assignments)
      throws SettingsException {
    return SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.yaml("test", SETTINGS.formatted(store)),
            SettingsSource.yaml("block", "spanmetrics:\n" + block.indent(2)),
            SettingsSource.assignments(List.of(assignments)))
        .value();
  }

  /** Starts with the block and keeps its data in a folder. */
  static LocalRedstart start(Path store, String block) throws SettingsException {
    return start(settings(store, block));
  }

  /** Starts with settings, whose endpoints should be free loopback ports. */
  static LocalRedstart start(RedstartConfig settings) {
    return start(settings, TelemetryService.create());
  }

  /** Starts with settings and a telemetry of its own. */
  static LocalRedstart start(RedstartConfig settings, TelemetryService telemetry) {
    LocalRedstart redstart =
        new LocalRedstart(AllInOne.of(settings, HeapPlan.of(Role.ALL_IN_ONE, settings), telemetry));
    redstart.endpoints = await(redstart.program.start());
    return redstart;
  }

  /** Sends a request and checks that it is acknowledged without rejected spans. */
  void send(ExportTraceServiceRequest request) {
    assertAcknowledged(http, "http://" + endpoints.get("otlp/http") + "/v1/traces", request);
  }

  static void assertAcknowledged(HttpClient http, String url, ExportTraceServiceRequest request) {
    HttpRequest post = HttpRequest.newBuilder(URI.create(url))
        .header("content-type", "application/x-protobuf")
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
        .build();
    try {
      HttpResponse<byte[]> response = http.send(post, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).as(url).isEqualTo(200);
      assertThat(response.body().length).as("bytes of a partial success").isLessThan(3);
    } catch (Exception e) {
      throw new IllegalStateException(url, e);
    }
  }

  /** Returns the endpoint of a service. */
  Endpoint endpoint(String name) {
    return endpoints.get(name);
  }

  PrometheusClient query() {
    return new PrometheusClient(endpoints.get("query"));
  }

  @Override
  public void close() {
    await(program.stop());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
