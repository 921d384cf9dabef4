// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.demo;

import io.redstart.process.RepeatingTask;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the shop's spans over OTLP/HTTP, a few visits at a time, until it is undeployed. */
public final class DemoShopVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DemoShopVerticle.class);
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final int VISITS_PER_PERIOD = 10;
  private static final long SEED = 1;

  private final InstantSource clock;
  private final String host;
  private final int port;
  private final ShopTrace traces = new ShopTrace(SEED);
  private boolean isStopping;

  /** Creates a shop that sends to an OTLP/HTTP endpoint. */
  public DemoShopVerticle(InstantSource clock, String host, int port) {
    this.clock = clock;
    this.host = host;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    HttpClient client = vertx.createHttpClient();
    RepeatingTask.every(vertx, 0, PERIOD.toMillis(), "sending a trace", () -> send(client));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    isStopping = true;
    return Future.succeededFuture();
  }

  private void send(HttpClient client) {
    Instant now = clock.instant();
    long nowNanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
    Buffer body = Buffer.buffer(traces.visits(VISITS_PER_PERIOD, nowNanos).toByteArray());
    client
        .request(HttpMethod.POST, port, host, "/v1/traces")
        .compose(request ->
            request.putHeader("content-type", "application/x-protobuf").send(body))
        .compose(response -> response.end().map(ended -> response.statusCode()))
        .onComplete(answer -> {
          if (!isStopping && (answer.failed() || answer.result() != 200)) {
            LOG.warn(
                "the demo's spans were not accepted: {}",
                answer.failed() ? answer.cause().getMessage() : answer.result());
          }
        });
  }
}
