// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.SpanBodies;
import io.redstart.load.server.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Sends the same spans to several servers by OTLP/HTTP, round by round. */
final class SpanFill {
  private static final int SPANS_PER_REQUEST = 1_000;
  private static final int ATTRIBUTES = 4;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int labelSets;
  private int rounds;
  private long requests;

  /** Creates a fill of so many label sets. */
  SpanFill(int labelSets) {
    this.labelSets = labelSets;
  }

  /** Sends a span of each label set to each server; every round has other durations. */
  void sendRound(List<? extends Server> servers) throws IOException, InterruptedException {
    for (byte[] body : SpanBodies.of(SPANS_PER_REQUEST, ATTRIBUTES, labelSets, ++rounds)) {
      requests++;
      for (Server server : servers) {
        send(server, body);
      }
    }
  }

  private void send(Server server, byte[] body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("otlp/http") + "/v1/traces"))
        .header("content-type", "application/x-protobuf")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          server.name() + " answers " + answer.statusCode() + ": " + answer.body());
    }
  }

  /** Returns the number of requests that each server has received. */
  long requests() {
    return requests;
  }

  /** Returns the number of spans that each server has received. */
  long spans() {
    return requests * SPANS_PER_REQUEST;
  }
}
