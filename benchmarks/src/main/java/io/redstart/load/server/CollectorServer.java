// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import io.redstart.config.Endpoint;
import io.redstart.load.cluster.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Collector whose {@code span_metrics} connector feeds its {@code prometheus} exporter, both with
 * their defaults. A Jaeger v2 is such a Collector.
 */
public final class CollectorServer extends Server {
  private static final int POLL_MILLIS = 50;

  private final String binary;
  private final Endpoint otlp;
  private final Endpoint scrape;

  /** Creates a server without starting it. Its configuration and its log go into the folder. */
  public CollectorServer(String binary, Path folder) throws IOException {
    super("Collector", folder);
    this.binary = binary;
    this.otlp = free();
    this.scrape = free();
  }

  private static Endpoint free() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return new Endpoint(loopback.getHostAddress(), socket.getLocalPort());
    }
  }

  @Override
  ServiceProcess launch() throws IOException {
    Path config = Files.writeString(data().resolve("collector.yaml"), """
        receivers:
          otlp: {protocols: {http: {endpoint: "%s", max_request_body_size: 67108864}}}
        connectors:
          span_metrics: {}
        exporters:
          prometheus: {endpoint: "%s", enable_open_metrics: true}
        service:
          telemetry: {metrics: {level: none}, logs: {level: warn}}
          pipelines:
            traces: {receivers: [otlp], exporters: [span_metrics]}
            metrics: {receivers: [span_metrics], exporters: [prometheus]}
        """.formatted(otlp, scrape));
    return ServiceProcess.start(
        List.of(binary, "--config", config.toString()), Map.of(), data().resolve("collector.log"));
  }

  /** Returns the same names of endpoints as Redstart. */
  @Override
  Map<String, Endpoint> awaitReady(ServiceProcess launched)
      throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + READY_MAX.toNanos();
    while (!launched.endsWithin(POLL_MILLIS) && System.nanoTime() < endNanos) {
      if (accepts(otlp)) {
        return Map.of("otlp/http", otlp, "scrape", scrape);
      }
    }
    return Map.of();
  }

  private static boolean accepts(Endpoint endpoint) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
