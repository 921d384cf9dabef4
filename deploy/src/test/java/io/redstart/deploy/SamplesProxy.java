// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.redstart.config.Endpoint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.remote.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;

/**
 * Passes remote reads on without the forms of answers that they accept, as clients before Prometheus
 * 2.13 sent them: so a Prometheus gets samples instead of chunks.
 */
final class SamplesProxy implements AutoCloseable {
  private static final int ACCEPTED_RESPONSE_TYPES = 2;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI target;
  private final HttpServer server;

  SamplesProxy(Endpoint query) throws IOException {
    target = URI.create("http://" + query + "/api/v1/read");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::pass);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/read";
  }

  private void pass(HttpExchange exchange) throws IOException {
    byte[] request = SnappyBlock.decode(
        exchange.getRequestBody().readAllBytes(), 1 << 20, QueryLimits.unlimited());
    byte[] changed = UnknownFieldSet.newBuilder()
        .mergeFrom(request)
        .clearField(ACCEPTED_RESPONSE_TYPES)
        .build()
        .toByteArray();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    try (SnappyBlock.Output out = new SnappyBlock.Output(changed.length, block)) {
      out.write(changed);
    }
    try {
      HttpResponse<byte[]> answer = http.send(
          HttpRequest.newBuilder(target)
              .POST(HttpRequest.BodyPublishers.ofByteArray(block.toByteArray()))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
      for (String name : new String[] {"content-type", "content-encoding"}) {
        answer
            .headers()
            .firstValue(name)
            .ifPresent(value -> exchange.getResponseHeaders().add(name, value));
      }
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
      exchange.close();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
