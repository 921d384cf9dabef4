// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;

/** Sends over OTLP/HTTP on one HTTP/1.1 connection. */
final class HttpSender implements Sender {
  private final HttpClient client;
  private final LoadConfig config;

  HttpSender(Vertx vertx, LoadConfig config) {
    this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
    this.config = config;
  }

  @Override
  public Future<Reply> send(Workload.Body body) {
    return client
        .request(HttpMethod.POST, config.port(), config.host(), "/v1/traces")
        .compose(request -> exchange(request, body))
        .timeout(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(failure -> new Reply(Receipt.UNKNOWN, failure.toString()));
  }

  private Future<Reply> exchange(HttpClientRequest request, Workload.Body body) {
    request.putHeader("content-type", "application/x-protobuf");
    if (config.gzip()) {
      request.putHeader("content-encoding", "gzip");
    }
    return request
        .send(Buffer.buffer(body.bytes()))
        .compose(response -> response.body().map(answer -> reply(response, answer)));
  }

  private static Reply reply(HttpClientResponse response, Buffer answer) {
    if (response.statusCode() == 200) {
      return GrpcSender.partial(answer.getBytes());
    }
    boolean refused = response.statusCode() == 503 && response.getHeader("retry-after") != null;
    return new Reply(
        refused ? Receipt.REFUSED : Receipt.UNKNOWN,
        response.statusCode() + " " + response.statusMessage());
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
