// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.config.Endpoint;
import io.redstart.load.Answered;
import io.redstart.load.LoadConfig;
import io.redstart.load.LoadService;
import io.redstart.load.Protocol;
import io.redstart.load.Sender;
import io.redstart.load.Workload;
import io.redstart.load.cluster.Member;
import io.redstart.load.crash.check.Shown;
import io.redstart.load.crash.check.Traffic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A load that runs until it is stopped. Each one has more operations than the one before. */
final class BackgroundLoad {
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

  private BackgroundLoad(Vertx vertx, LoadConfig config, Supplier<Sender> connections) {
    this.vertx = vertx;
    this.load = new LoadService(vertx, config, Workload.bodies(config), connections);
    Promise<Void> end = Promise.promise();
    vertx.runOnContext(now -> {
      load.measure();
      load.start().onComplete(end);
    });
    this.ended = end.future();
  }

  /**
   * Starts a load on two connections for each ingest service.
   *
   * @param waits records how long its senders wait
   */
  static BackgroundLoad start(
      Vertx vertx, List<Member> ingests, CrashPlan plan, int round, Waits waits) {
    int[] connections = {0};
    return new BackgroundLoad(vertx, config(ingests, 0, plan, round), () -> {
      List<MovingSender.Way> ways = IntStream.range(0, ingests.size())
          .mapToObj(i -> new MovingSender.Way(
              ingests.get(i), Sender.of(vertx, config(ingests, i, plan, round))))
          .toList();
      return new MovingSender(ways, connections[0]++ % ingests.size(), waits);
    });
  }

  private static LoadConfig config(List<Member> ingests, int target, CrashPlan plan, int round) {
    Endpoint endpoint = ingests
        .get(target)
        .endpoint("otlp/grpc")
        .orElseThrow(() -> new IllegalStateException("the receiver is not ready"));
    return new LoadConfig(
        Protocol.GRPC,
        endpoint.host(),
        endpoint.port(),
        false,
        2 * ingests.size(),
        2,
        Shown.SERVICE_PREFIX,
        SERVICES,
        Math.min(OPERATIONS_MAX, OPERATIONS_MIN + 2 * round),
        SPANS_PER_REQUEST,
        2,
        Duration.ZERO,
        Duration.ZERO,
        plan.spansPerSecond(),
        REQUEST_TIMEOUT,
        plan.seed() + round);
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

  Traffic traffic() {
    return new Traffic(load.sent(), load.answeredSpans(), load.unknownSpans());
  }

  /** Returns the answers so far. Requests without an answer are unknown. */
  List<Answered> answered() throws InterruptedException, TimeoutException {
    Promise<List<Answered>> answered = Promise.promise();
    vertx.runOnContext(now -> answered.complete(load.answered()));
    return answered.future().await(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
