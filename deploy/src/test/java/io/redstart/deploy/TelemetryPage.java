// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The page {@code /metrics} of a process. */
record TelemetryPage(String text) {
  static TelemetryPage of(RedstartProcess process) {
    try {
      HttpRequest request = HttpRequest.newBuilder(
              URI.create("http://" + process.telemetry() + "/metrics"))
          .build();
      return new TelemetryPage(HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofString())
          .body());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the sum over all series of a metric; fails if there is none. */
  double sum(String metric) {
    double[] values = text.lines()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .toArray();
    if (values.length == 0) {
      throw new IllegalStateException("no metric " + metric + " in:\n" + text);
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
