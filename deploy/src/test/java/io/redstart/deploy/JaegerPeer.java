// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redstart.config.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A running Jaeger v2 with the README's file, whose metrics come from a Redstart. */
final class JaegerPeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int queryPort = FreePort.find();
  private final int otlpHttpPort = FreePort.find();
  private final Process process;

  /** Starts Jaeger and waits until it answers; skips the test if there is none. */
  JaegerPeer(String name, Path folder, RedstartProcess redstart) throws IOException {
    this(name, folder, redstart.query().url(), redstart.grpc());
  }

  /** Does the same with the addresses of a Redstart: its query service, and OTLP over gRPC. */
  JaegerPeer(String name, Path folder, String queryUrl, Endpoint grpc) throws IOException {
    Path program = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    Path file = Files.writeString(folder.resolve("jaeger.yaml"), Readme.jaegerFile());
    Path ports = Files.writeString(folder.resolve("ports.yaml"), freePorts(queryUrl, grpc));
    process = PeerProgram.start(
        name, program, List.of("--config", file.toString(), "--config", ports.toString()));
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> get("/api/v3/services").statusCode() == 200);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the address of its page. */
  String url() {
    return "http://127.0.0.1:" + queryPort;
  }

  /** Returns the URL that receives spans over OTLP/HTTP. */
  String otlpUrl() {
    return "http://127.0.0.1:" + otlpHttpPort + "/v1/traces";
  }

  /** Returns the metrics of one of Jaeger's requests for the Monitor tab. */
  List<JsonNode> metrics(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    List<JsonNode> metrics = new ArrayList<>();
    JSON.readTree(response.body()).path("metrics").forEach(metrics::add);
    return metrics;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(url() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns overrides for the README's file with free ports, so that other programs may run. */
  private String freePorts(String queryUrl, Endpoint grpc) {
    return """
        service: {telemetry: {metrics: {level: none}}}
        extensions:
          jaeger_storage: {metric_backends: {redstart: {prometheus: {endpoint: "%s"}}}}
          jaeger_query: {http: {endpoint: "127.0.0.1:%d"}, grpc: {endpoint: "127.0.0.1:%d"}}
        receivers:
          otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}
        exporters:
          otlp/redstart: {endpoint: "%s"}
        """.formatted(queryUrl, queryPort, FreePort.find(), FreePort.find(), otlpHttpPort, grpc);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
