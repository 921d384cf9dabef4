// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import io.redstart.config.Endpoint;
import io.redstart.load.cluster.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Prometheus that scrapes nothing. */
public final class PrometheusServer extends Server {
  private static final int POLL_MILLIS = 50;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String binary;
  private final Endpoint endpoint;
  private final Path folder;

  /** Creates a server without starting it. Its configuration and its log go into the folder. */
  public PrometheusServer(String binary, Endpoint endpoint, Path data, Path folder) {
    super("Prometheus", data);
    this.binary = binary;
    this.endpoint = endpoint;
    this.folder = folder;
  }

  @Override
  ServiceProcess launch() throws IOException {
    Path config = Files.writeString(folder.resolve("prometheus.yaml"), "scrape_configs: []\n");
    List<String> command = List.of(
        binary,
        "--config.file=" + config,
        "--storage.tsdb.path=" + data(),
        "--storage.tsdb.retention.time=1y",
        "--web.listen-address=" + endpoint,
        // Without snapshots each start reads the whole write-ahead log.
        "--enable-feature=memory-snapshot-on-shutdown");
    return ServiceProcess.start(command, Map.of(), folder.resolve("prometheus.log"));
  }

  @Override
  Map<String, Endpoint> awaitReady(ServiceProcess launched)
      throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + READY_MAX.toNanos();
    while (!launched.endsWithin(POLL_MILLIS) && System.nanoTime() < endNanos) {
      if (isReady()) {
        return Map.of("query", endpoint);
      }
    }
    return Map.of();
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint + "/-/ready")).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
