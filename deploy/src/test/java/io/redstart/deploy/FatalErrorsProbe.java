// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.netty.util.concurrent.EventExecutor;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.process.FatalErrors;
import io.redstart.telemetry.TelemetryService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with Redstart's setup that causes an error of its virtual machine in the place that its
 * arguments name, for instance {@code oom worker}. Runs forever if the error does not end it.
 */
final class FatalErrorsProbe {
  private FatalErrorsProbe() {}

  public static void main(String[] arguments) throws Exception {
    FatalErrors.install();
    RedstartConfig settings = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.assignments(List.of("telemetry.endpoint=127.0.0.1:0")))
        .value();
    Logging.setUp(settings.telemetry());
    Services services =
        new Services(settings, HeapPlan.of(Role.ALL_IN_ONE, settings), TelemetryService.create());
    Vertx vertx = services.observe(Vertx.builder(), new VertxOptions()).build();
    services.listen(vertx).toCompletionStage().toCompletableFuture().get();
    Runnable error = arguments[0].equals("oom") ? FatalErrorsProbe::exhaust : () -> overflow(0);
    fail(vertx, arguments[1], error);
    Thread.currentThread().join();
  }

  private static void fail(Vertx vertx, String where, Runnable error) {
    Logger log = LoggerFactory.getLogger(FatalErrorsProbe.class);
    EventExecutor netty = ((VertxInternal) vertx).nettyEventLoopGroup().next();
    switch (where) {
      case "thread" -> new Thread(error).start();
      case "handler" -> vertx.runOnContext(now -> error.run());
      case "timer" -> vertx.setTimer(1, timer -> error.run());
      case "map" -> vertx.runOnContext(now -> failing(error));
      case "map-logged" ->
        vertx.runOnContext(now -> failing(error).onFailure(e -> log.warn("no result", e)));
      case "worker" -> vertx.executeBlocking(() -> run(error));
      case "worker-logged" ->
        vertx.executeBlocking(() -> run(error)).onFailure(e -> log.warn("no result", e));
      case "executor" -> Executors.newSingleThreadExecutor().submit(error);
      case "netty-listener" -> netty.newSucceededFuture(null).addListener(done -> error.run());
      case "netty-timer" -> netty.schedule(error, 1, java.util.concurrent.TimeUnit.MILLISECONDS);
      default -> throw new IllegalArgumentException(where);
    }
  }

  private static Future<Object> failing(Runnable error) {
    return Future.succeededFuture().map(nothing -> run(error));
  }

  private static Object run(Runnable error) {
    error.run();
    return error;
  }

  private static void exhaust() {
    List<byte[]> held = new ArrayList<>();
    while (!held.isEmpty() || held.add(new byte[1])) {
      held.add(new byte[100_000]);
    }
  }

  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }
}
