// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.scale;

import io.redstart.config.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A page of a process' own metrics. */
final class OwnMetrics {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<String> lines;

  private OwnMetrics(List<String> lines) {
    this.lines = lines;
  }

  static OwnMetrics of(Endpoint telemetry) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + telemetry + "/metrics")).build();
    return new OwnMetrics(CLIENT.send(request, BodyHandlers.ofLines()).body().toList());
  }

  /** Returns the sum of all series of a metric. */
  double sum(String metric) {
    return lines.stream()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
