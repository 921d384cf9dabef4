// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import io.redstart.config.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Predicate;

/** A page of a process' own metrics. */
public final class OwnMetrics {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<String> lines;

  private OwnMetrics(List<String> lines) {
    this.lines = lines;
  }

  /** Reads the page of a member that is ready. */
  public static OwnMetrics of(Member member) throws IOException, InterruptedException {
    Endpoint telemetry = member
        .endpoint("telemetry")
        .orElseThrow(() -> new IOException(member.name() + " is not ready"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + telemetry + "/metrics")).build();
    return new OwnMetrics(CLIENT.send(request, BodyHandlers.ofLines()).body().toList());
  }

  /** Returns the value of a series, written as on the page; 0 if it is not there. */
  public double value(String series) {
    return sum(line -> line.startsWith(series + " "));
  }

  /** Returns the sum of all series of a metric. */
  public double sum(String metric) {
    return sum(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"));
  }

  private double sum(Predicate<String> wanted) {
    return lines.stream()
        .filter(wanted)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
