// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;

/** Sends range queries as Jaeger does: by POST, accepting gzip. */
final class QueryClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static final int REHEARSALS = 500;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  QueryClient(URI url) {
    this.url = url;
  }

  /**
   * Asks a server of its own some hundred times. Otherwise the first server asked would pay for what
   * this process loads and compiles.
   */
  static void rehearse(Board board) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try (exchange) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    });
    server.start();
    try {
      QueryClient client =
          new QueryClient(URI.create("http://localhost:" + server.getAddress().getPort()));
      for (int i = 0; i < REHEARSALS; i++) {
        client.ask(board, board.queries().get(0), 0);
      }
    } finally {
      server.stop(0);
    }
  }

  /**
   * An answer and how long it took.
   *
   * @param problem empty after a success
   */
  record Answer(double millis, ByteBuffer body, String problem) {
    boolean isSuccess() {
      return problem.isEmpty();
    }

    Answer withoutBody() {
      return new Answer(millis, NO_BODY, problem);
    }
  }

  /** The size of an answer and the sum of its values, to compare two answers by. */
  record Summary(int series, int points, double sum) {}

  Answer ask(Board board, Board.PanelQuery query, long endMillis) {
    return send(board, query, endMillis).join();
  }

  /** Asks all queries of a board at the same time. */
  List<Answer> askAtOnce(Board board, long endMillis) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (Board.PanelQuery query : board.queries()) {
      answers.add(send(board, query, endMillis));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Answer> send(Board board, Board.PanelQuery query, long endMillis) {
    String form = "query=" + URLEncoder.encode(query.promql(), StandardCharsets.UTF_8)
        + "&start=" + BigDecimal.valueOf(endMillis - board.lookbackMillis(), 3)
        + "&end=" + BigDecimal.valueOf(endMillis, 3)
        + "&step=" + board.stepMillis() / 1000;
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/v1/query_range"))
        .timeout(TIMEOUT)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept-encoding", "gzip")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
    long startNanos = System.nanoTime();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .handle((response, failure) -> {
          double millis = (System.nanoTime() - startNanos) / 1e6;
          return failure == null
              ? answer(millis, response)
              : new Answer(millis, NO_BODY, failure.toString());
        });
  }

  private static Answer answer(double millis, HttpResponse<byte[]> response) {
    boolean success = response.statusCode() == 200;
    return new Answer(
        millis,
        plain(response),
        success
            ? ""
            : response.statusCode() + " " + StandardCharsets.UTF_8.decode(plain(response)));
  }

  private static ByteBuffer plain(HttpResponse<byte[]> response) {
    boolean zipped =
        response.headers().firstValue("content-encoding").orElse("").equals("gzip");
    if (!zipped) {
      return ByteBuffer.wrap(response.body());
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return ByteBuffer.wrap(in.readAllBytes());
    } catch (IOException e) {
      return NO_BODY;
    }
  }

  /** Adds up an answer. */
  static Summary summary(Answer answer) throws IOException {
    int series = 0;
    int points = 0;
    double sum = 0;
    for (JsonNode result : JSON.readTree(answer.body().array()).path("data").path("result")) {
      series++;
      for (JsonNode point : result.path("values")) {
        points++;
        String value = point.path(1).asText();
        sum += value.endsWith("Inf") || value.equals("NaN") ? 0 : Double.parseDouble(value);
      }
    }
    return new Summary(series, points, sum);
  }
}
