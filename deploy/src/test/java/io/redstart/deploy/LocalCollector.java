// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The Collector inside Jaeger, with an OTLP receiver of metrics that a Prometheus can scrape. */
final class LocalCollector implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final int scrapePort = FreePort.find();
  private final Process process;

  private LocalCollector(Path program, Path folder, int grpcPort, int httpPort) throws IOException {
    Path config = Files.writeString(
        folder.resolve("collector.yaml"), """
        receivers:
          otlp:
            protocols:
              grpc: {endpoint: "127.0.0.1:%d"}
              http: {endpoint: "127.0.0.1:%d"}
        exporters:
          prometheus: {endpoint: "127.0.0.1:%d"}
        service:
          telemetry: {metrics: {level: none}, logs: {level: warn}}
          pipelines:
            metrics: {receivers: [otlp], exporters: [prometheus]}
        """.formatted(grpcPort, httpPort, scrapePort));
    this.process =
        PeerProgram.start("push-it-collector", program, List.of("--config", config.toString()));
  }

  /** Starts with its configuration in a folder. */
  static LocalCollector start(Path folder, int grpcPort, int httpPort) throws IOException {
    Path program = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    LocalCollector collector = new LocalCollector(program, folder, grpcPort, httpPort);
    try {
      await().atMost(LONGEST).until(() -> !collector.scrape().equals("down"));
      return collector;
    } catch (RuntimeException e) {
      collector.close();
      throw e;
    }
  }

  /** Returns all samples as text. */
  private String scrape() throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + scrapePort + "/metrics");
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "down";
    }
  }

  /** Returns the sum of all series of a name. */
  double sum(String name) throws InterruptedException {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
