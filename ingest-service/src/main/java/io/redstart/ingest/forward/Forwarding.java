// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.forward.queue.DiskQueue;
import io.redstart.ingest.forward.queue.Loss;
import io.redstart.ingest.forward.queue.QueueFolder;
import io.redstart.limit.MemoryBudget;
import io.redstart.tls.ClientTls;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes accepted requests on to a receiver. A request is copied when it is offered, because its
 * array will be reused. It is written to the queue when its sender gets the answer.
 */
public final class Forwarding implements ForwardSink {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  private final Vertx vertx;
  private final QueueThread queue;
  private final ForwardMemory memory;
  private final ForwardMeters meters;
  private final String deployment;

  private Forwarding(
      Vertx vertx,
      QueueThread queue,
      ForwardMemory memory,
      ForwardMeters meters,
      String deployment) {
    this.vertx = vertx;
    this.queue = queue;
    this.memory = memory;
    this.meters = meters;
    this.deployment = deployment;
  }

  /**
   * Starts to forward, first what the queue still holds.
   *
   * @param config must be {@linkplain ForwardConfig#isOn on}
   * @param budget the memory for requests on their way
   * @param threads how many requests are compressed at a time
   * @return fails if a file or the folder cannot be used; the message names the setting
   */
  public static Future<Forwarding> start(
      Vertx vertx, ForwardConfig config, MemoryBudget budget, int threads, MeterRegistry registry) {
    ForwardMemory memory = new ForwardMemory(budget);
    ForwardMeters meters = new ForwardMeters(registry);
    return vertx.executeBlocking(() -> open(vertx, config, memory, meters)).compose(disk -> {
      meters.watch(disk, config.sendingQueue().queueSizeBytes());
      ForwardVerticle verticle = new ForwardVerticle(config, meters, disk, memory, threads);
      return vertx
          .deployVerticle(verticle)
          .map(id -> new Forwarding(vertx, verticle.queue(), memory, meters, id))
          .onSuccess(started -> log.info(
              "ingest forwards to {}; {} bytes wait in {}",
              config.target(),
              disk.waitingBytes(),
              config.sendingQueue().path()));
    });
  }

  private static DiskQueue open(
      Vertx vertx, ForwardConfig config, ForwardMemory memory, ForwardMeters meters) {
    new ClientTls(config.tls(), ForwardConfig.SETTING + ".tls").checkFiles(vertx);
    config.compression().check(ForwardConfig.SETTING);
    var settings = config.sendingQueue();
    try {
      QueueFolder folder = QueueFolder.open(Path.of(settings.path()));
      DiskQueue.Limits limits = new DiskQueue.Limits(
          settings.queueSizeBytes(), settings.minFreeBytes(), memory.requestMaxBytes());
      return DiskQueue.open(folder, limits, folder::freeBytes, meters);
    } catch (IOException e) {
      throw new IllegalStateException(
          ForwardConfig.SETTING + ".sending_queue.path: cannot use " + settings.path() + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public void offer(byte[] bytes, int length, int spans, Future<ExportAnswer> answer) {
    if (length == 0) {
      return;
    }
    byte[] copy = memory.tryTakeToQueue(length) ? Arrays.copyOf(bytes, length) : null;
    answer.onComplete(answered -> settle(answered, copy, length, spans));
  }

  private void settle(
      AsyncResult<ExportAnswer> answered, byte @Nullable [] copy, int length, int spans) {
    boolean isAccepted =
        answered.succeeded() && answered.result().kind() == ExportAnswer.Kind.ACCEPTED;
    if (isAccepted && copy != null) {
      queue.append(copy, spans, meters.nowMillis());
    } else if (copy != null) {
      memory.giveBackToQueue(length);
    } else if (isAccepted) {
      boolean isForEver = length > memory.requestMaxBytes();
      memory.refused();
      meters.lost(isForEver ? Loss.TOO_LARGE : Loss.MEMORY, 1, spans, length + " bytes");
    }
  }

  /** Stops sending and closes the queue; what is in it is sent after the next start. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment).onComplete(stopped -> meters.close());
  }
}
