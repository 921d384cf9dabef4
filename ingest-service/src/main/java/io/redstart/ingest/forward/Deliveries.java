// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.forward.queue.DiskQueue;
import io.redstart.ingest.forward.queue.QueuedRequest;
import io.redstart.outgoing.HttpFailures;
import io.redstart.outgoing.OtlpWire;
import io.redstart.outgoing.OutgoingClient;
import io.redstart.outgoing.SendResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The requests on their way to the receiver, a few at a time. Each takes its place until it is
 * delivered or dropped; then the next one of the queue gets it. One event loop.
 */
final class Deliveries {
  private static final String WORKERS = "redstart-forward";

  private final Vertx vertx;
  private final ForwardConfig config;
  private final ForwardMeters meters;
  private final OutgoingClient receiver;
  private final OtlpWire wire;
  private final QueueThread queue;
  private final WorkerExecutor workers;
  private final Set<Delivery> running = new LinkedHashSet<>();
  private final Promise<Void> allEnded = Promise.promise();
  private boolean isStopping;

  /**
   * Makes a set of no requests.
   *
   * @param loop the context of the caller, an event loop
   * @param threads how many requests are compressed at a time
   */
  Deliveries(
      Vertx vertx,
      Context loop,
      int threads,
      ForwardConfig config,
      ForwardMeters meters,
      DiskQueue disk,
      ForwardMemory memory) {
    this.vertx = vertx;
    this.config = config;
    this.meters = meters;
    this.receiver = new OutgoingClient(vertx, config.connection(), meters.clock()::monotonicTime);
    this.wire = config.protocol().wire(config.compression(), HttpFailures.AS_IN_OTLP);
    this.workers = vertx.createSharedWorkerExecutor(WORKERS, threads);
    this.queue = new QueueThread(
        disk, memory, request -> loop.runOnContext(now -> begin(request)), meters::troubled);
  }

  /** Begins to take requests from the queue. */
  void start() {
    for (int i = 0; i < config.sendingQueue().numConsumers(); i++) {
      queue.want();
    }
  }

  private void begin(QueuedRequest request) {
    if (isStopping) {
      queue.leave(request);
      return;
    }
    Delivery delivery = new Delivery(this, request, config.retryOnFailure());
    running.add(delivery);
    meters.sending(1);
    delivery.attempt();
  }

  /** Compresses and frames a request, on a worker. */
  Future<Buffer> makeBody(QueuedRequest request) {
    return workers.executeBlocking(() -> wire.body(request.payload()), false);
  }

  /** Sends a body once; the future never fails. */
  Future<SendResult> send(Buffer body) {
    return receiver.send(body, wire::head, answer -> wire.judge(answer, meters.nowMillis()));
  }

  /** Ends a request that was delivered or dropped. */
  void ended(Delivery delivery) {
    queue.finish(delivery.request());
    remove(delivery);
    if (!isStopping) {
      queue.want();
    }
  }

  /** Ends a request that stays in the queue for the next start. */
  void left(Delivery delivery) {
    queue.leave(delivery.request());
    remove(delivery);
  }

  private void remove(Delivery delivery) {
    running.remove(delivery);
    meters.sending(-1);
    if (isStopping && running.isEmpty()) {
      allEnded.tryComplete();
    }
  }

  /**
   * Sends no more requests.
   *
   * @param millisMax how long running attempts may take; what they send is sent again otherwise
   * @return completes when nothing is being sent
   */
  Future<Void> stop(long millisMax) {
    isStopping = true;
    queue.stopWanting();
    List.copyOf(running).stream().filter(Delivery::leaveIfWaiting).forEach(this::left);
    if (running.isEmpty()) {
      allEnded.tryComplete();
    }
    vertx.setTimer(millisMax, due -> allEnded.tryComplete());
    return allEnded.future().compose(ended -> receiver.close());
  }

  boolean isStopping() {
    return isStopping;
  }

  QueueThread queue() {
    return queue;
  }

  ForwardMeters meters() {
    return meters;
  }

  Vertx vertx() {
    return vertx;
  }
}
