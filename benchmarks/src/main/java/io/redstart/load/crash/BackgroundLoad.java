// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.config.Endpoint;
import io.redstart.load.Answered;
import io.redstart.load.LoadConfig;
import io.redstart.load.LoadService;
import io.redstart.load.Protocol;
import io.redstart.load.Workload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A load that runs until it is stopped. Each one has more operations than the one before. */
final class BackgroundLoad {
  static final String SERVICE_PREFIX = "crash-";
  private static final int SERVICES = 10;
  private static final int OPERATIONS_MIN = 10;
  private static final int OPERATIONS_MAX = 40;
  private static final int SPANS_PER_REQUEST = 50;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  /** A process may just have started on a busy machine. */
  private static final Duration ACKNOWLEDGEMENT_MAX = Duration.ofMinutes(2);

  private final Vertx vertx;
  private final LoadService load;
  private final Future<Void> ended;

  private BackgroundLoad(Vertx vertx, LoadConfig config) {
    this.vertx = vertx;
    this.load = new LoadService(vertx, config, Workload.bodies(config));
    Promise<Void> end = Promise.promise();
    vertx.runOnContext(now -> {
      load.measure();
      load.start().onComplete(end);
    });
    this.ended = end.future();
  }

  static BackgroundLoad start(Vertx vertx, Endpoint target, CrashPlan plan, int round) {
    return new BackgroundLoad(
        vertx,
        new LoadConfig(
            Protocol.GRPC,
            target.host(),
            target.port(),
            false,
            2,
            2,
            SERVICE_PREFIX,
            SERVICES,
            Math.min(OPERATIONS_MAX, OPERATIONS_MIN + 2 * round),
            SPANS_PER_REQUEST,
            2,
            Duration.ZERO,
            Duration.ZERO,
            plan.spansPerSecond(),
            REQUEST_TIMEOUT,
            plan.seed() + round));
  }

  /** Waits for the first acknowledgement. Returns whether there is one in time. */
  boolean awaitAcknowledgement() throws InterruptedException {
    try {
      load.acknowledged().await(ACKNOWLEDGEMENT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  long sent() {
    return load.sent();
  }

  long answered() {
    return load.answeredSpans();
  }

  /** Returns the longest time that a request waited for any answer. Call it after the end. */
  long slowestMillis() {
    return load.result().slowestMicros().values().stream()
            .mapToLong(Long::longValue)
            .max()
            .orElse(0)
        / 1_000;
  }

  void stop() {
    vertx.runOnContext(now -> load.stop());
  }

  /** Stops the load and returns the answers after the last one has arrived. */
  List<Answered> end() throws InterruptedException, TimeoutException {
    stop();
    ended.await(2 * REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    return load.answered();
  }
}
