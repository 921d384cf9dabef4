// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.config.Secret;
import io.redstart.process.FatalErrors;
import io.redstart.query.push.PushProtocol.Answer;
import io.redstart.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The other end of an export. Used on one Vert.x context. */
final class Receiver {
  private final PushSettings settings;
  private final PushProtocol protocol;
  private final PushMeters meters;
  private final HttpClientAgent client;
  private final RequestOptions options;

  Receiver(Vertx vertx, PushSettings settings, PushProtocol protocol, PushMeters meters) {
    this.settings = settings;
    this.protocol = protocol;
    this.meters = meters;
    HttpClientOptions connection =
        new HttpClientOptions().setConnectTimeout((int) settings.timeout().toMillis());
    if (protocol.needsHttp2()) {
      connection.setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
    }
    if (protocol.target().startsWith("https:")) {
      new ClientTls(settings.tls(), protocol.setting() + ".tls")
          .addTo(connection, protocol.needsHttp2());
    }
    this.client = vertx
        .httpClientBuilder()
        .with(connection)
        // Requests report it, too.
        .withConnectHandler(made -> made.exceptionHandler(FatalErrors::check))
        .build();
    this.options =
        new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(protocol.target());
  }

  /** Sends a request; the future never fails. */
  Future<SendResult> send(StampReader.Message message) {
    long start = meters.nanos();
    return client
        .request(options)
        .compose(request -> exchange(request, message.body()))
        .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(answer -> {
          meters.answered(meters.nanos() - start);
          return protocol.judge(answer, message.samples());
        })
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return new SendResult.Failed(String.valueOf(failure), 0);
        });
  }

  private Future<Answer> exchange(HttpClientRequest request, Buffer body) {
    protocol.head(request);
    for (Map.Entry<String, Secret> header : settings.headers().entrySet()) {
      request.putHeader(header.getKey(), header.getValue().reveal());
    }
    request.idleTimeout(settings.timeout().toMillis());
    return request.send(body).compose(Receiver::answer);
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    return response
        .body()
        .map(body ->
            new Answer(response.statusCode(), response.headers(), response.trailers(), body));
  }

  /** Closes the connections. */
  void close() {
    client.close();
  }
}
