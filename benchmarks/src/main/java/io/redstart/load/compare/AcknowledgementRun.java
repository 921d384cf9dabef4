// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.config.Endpoint;
import io.redstart.load.LoadConfig;
import io.redstart.load.LoadService;
import io.redstart.load.Protocol;
import io.redstart.load.Workload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends spans at a bounded rate while something else goes on. */
final class AcknowledgementRun {
  private static final int SPANS_PER_REQUEST = 100;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final Endpoint target;
  private final long spansPerSecond;

  AcknowledgementRun(Endpoint target, long spansPerSecond) {
    this.target = target;
    this.spansPerSecond = spansPerSecond;
  }

  /** Sends for a time. Returns the latencies of acknowledgements. */
  LoadService.Result run(Duration warmup, Duration duration) throws Exception {
    LoadConfig config = config(warmup, duration);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      LoadService load = new LoadService(vertx, config, Workload.bodies(config));
      Future<Void> ended =
          Future.future(promise -> vertx.runOnContext(now -> load.start().onComplete(promise)));
      vertx.setTimer(warmup.toMillis(), timer -> load.measure());
      long endMillis = warmup.plus(duration).toMillis();
      vertx.setTimer(endMillis, timer -> load.stop());
      ended.await(endMillis + 2 * REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return load.result();
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private LoadConfig config(Duration warmup, Duration duration) {
    return new LoadConfig(
        Protocol.GRPC,
        target.host(),
        target.port(),
        false,
        2,
        2,
        "load-",
        10,
        20,
        SPANS_PER_REQUEST,
        5,
        warmup,
        duration,
        spansPerSecond,
        REQUEST_TIMEOUT,
        1);
  }
}
