// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.forward.queue.DiskQueue;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the event loop that sends, and closes the queue when it stops. */
final class ForwardVerticle extends VerticleBase {
  private static final long SECOND_MILLIS = TimeUnit.SECONDS.toMillis(1);
  private static final long STOP_MILLIS_MAX = 2_000;

  private final ForwardConfig config;
  private final ForwardMeters meters;
  private final DiskQueue disk;
  private final ForwardMemory memory;
  private final int threads;
  private @Nullable Deliveries deliveries;

  ForwardVerticle(
      ForwardConfig config,
      ForwardMeters meters,
      DiskQueue disk,
      ForwardMemory memory,
      int threads) {
    this.config = config;
    this.meters = meters;
    this.disk = disk;
    this.memory = memory;
    this.threads = threads;
  }

  @Override
  public Future<?> start() {
    Deliveries begun = new Deliveries(vertx, context, threads, config, meters, disk, memory);
    deliveries = begun;
    RepeatingTask.every(
        vertx, SECOND_MILLIS, "keeping the queue of forwarding", begun.queue()::everySecond);
    RepeatingTask.every(vertx, SECOND_MILLIS, "logging what is not forwarded", meters::tellDue);
    begun.start();
    return Future.succeededFuture();
  }

  /** Returns the queue, once started. */
  QueueThread queue() {
    if (deliveries == null) {
      throw new IllegalStateException("forwarding has not started");
    }
    return deliveries.queue();
  }

  @Override
  public Future<?> stop() {
    Deliveries begun = deliveries;
    return begun == null
        ? Future.succeededFuture()
        : begun
            .stop(STOP_MILLIS_MAX)
            .transform(stopped -> vertx.executeBlocking(() -> {
              begun.queue().close();
              return null;
            }));
  }
}
