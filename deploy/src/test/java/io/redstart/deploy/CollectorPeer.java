// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Collector with a span metrics connector for each block, all fed by one OTLP receiver. Returns
 * the counts as OTLP, with separate resources and exact values, and as the text of the Collector's
 * Prometheus exporter, for the names.
 *
 * <pre>
 *   otlp ─┬▶ span_metrics/default ────▶ otlp_http/default, prometheus/default
 *         ├▶ span_metrics/dimensions ─▶ otlp_http/dimensions, prometheus/dimensions
 *         └▶ …
 * </pre>
 *
 * <p>The Collector is the one inside Jaeger 2.20, with version 0.155.0 of the connector.
 */
final class CollectorPeer implements AutoCloseable {
  private static final String LOG = "connector-peer-it-collector";
  private static final int STARTS_MAX = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int receiverPort = FreePort.find();
  private final Map<PeerBlock, Integer> scrapePorts = new EnumMap<>(PeerBlock.class);
  private final MetricsSink sink;
  private final Process process;

  private CollectorPeer(Path program, Path folder) throws IOException {
    this.sink = MetricsSink.start();
    for (PeerBlock block : PeerBlock.values()) {
      scrapePorts.put(block, FreePort.find());
    }
    Path config = Files.writeString(folder.resolve("collector.yaml"), config());
    this.process = PeerProgram.start(LOG, program, List.of("--config", config.toString()));
  }

  /**
   * Starts it with its configuration in a folder and waits until it receives. Starts again if
   * another process has taken one of its ports meanwhile.
   */
  static CollectorPeer start(Path program, Path folder) throws IOException {
    for (int attempt = 0; attempt < STARTS_MAX; attempt++) {
      CollectorPeer peer = new CollectorPeer(program, folder);
      await().atMost(Duration.ofSeconds(60)).until(() -> peer.hasEnded() || peer.receives());
      if (!peer.hasEnded()) {
        return peer;
      }
      peer.close();
    }
    throw new IllegalStateException("the collector ends, see target/" + LOG + ".log");
  }

  private boolean hasEnded() {
    return !process.isAlive();
  }

  private boolean receives() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), receiverPort)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  void send(ExportTraceServiceRequest request) {
    LocalRedstart.assertAcknowledged(
        http, "http://127.0.0.1:" + receiverPort + "/v1/traces", request);
  }

  /** Returns the latest export of a block's connector. */
  ExportMetricsServiceRequest exported(PeerBlock block) {
    return sink.last("/" + block.id());
  }

  /** Returns the page of a block that Prometheus would scrape. */
  String scrape(PeerBlock block) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + scrapePorts.get(block) + "/metrics");
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String config() {
    return """
        receivers:
          otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}
        connectors:
        %sexporters:
        %sservice:
          telemetry: {metrics: {level: none}, logs: {level: warn}}
          pipelines:
            traces: {receivers: [otlp], exporters: [%s]}
        %s""".formatted(
            receiverPort,
            each(block -> "  span_metrics/" + block.id() + ":\n" + block.yaml().indent(4)),
            each(this::exporters),
            Stream.of(PeerBlock.values())
                .map(block -> "span_metrics/" + block.id())
                .collect(Collectors.joining(", ")),
            each(CollectorPeer::pipeline));
  }

  private String exporters(PeerBlock block) {
    return """
          otlp_http/%s:
            metrics_endpoint: "%s"
            compression: none
            sending_queue: {enabled: false}
          prometheus/%s: {endpoint: "127.0.0.1:%d"}
        """.formatted(
            block.id(), sink.url("/" + block.id()), block.id(), scrapePorts.get(block));
  }

  private static String pipeline(PeerBlock block) {
    return "    metrics/%1$s: {receivers: [span_metrics/%1$s],".formatted(block.id())
        + " exporters: [otlp_http/%1$s, prometheus/%1$s]}\n".formatted(block.id());
  }

  private static String each(java.util.function.Function<PeerBlock, String> text) {
    return Stream.of(PeerBlock.values()).map(text).collect(Collectors.joining());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    sink.close();
  }
}
