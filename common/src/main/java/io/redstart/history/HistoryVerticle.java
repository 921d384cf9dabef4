// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redstart.bus.Broadcast;
import io.redstart.bus.FrameCodec;
import io.redstart.limit.MemoryBudget;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps the own metrics of this process, announces it in each slot, and answers requests for the
 * metrics. Samples are taken and pages are made on worker threads.
 */
public final class HistoryVerticle extends VerticleBase {
  /** A slot's samples are at most this late. */
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private static final int REFUSED = 400;

  private final PrometheusMeterRegistry meters;
  private final History history;
  private final FunctionCounter dropped;
  private final InstantSource wall;
  private final String name;
  private final Supplier<MemberAnnouncement> self;

  private long sampledSlot = Long.MIN_VALUE;
  private Future<?> sampling = Future.succeededFuture();

  /**
   * Creates a verticle.
   *
   * @param meters the metrics to keep
   * @param name the label {@code instance} of all series
   * @param role what this process is, for messages
   * @param memory the heap that the samples may take
   * @param wall decides which slot it is
   * @param program the version of the program
   * @param ready returns whether all parts of the process do their work
   */
  public HistoryVerticle(
      PrometheusMeterRegistry meters,
      String name,
      String role,
      MemoryBudget memory,
      InstantSource wall,
      String program,
      BooleanSupplier ready) {
    this.meters = meters;
    this.history = new History(memory);
    this.wall = wall;
    UUID id = UUID.randomUUID();
    long sinceMillis = wall.millis();
    this.name = name;
    this.self =
        () -> new MemberAnnouncement(id, name, role, sinceMillis, program, ready.getAsBoolean());
    this.dropped = FunctionCounter.builder(
            "redstart.history.dropped.samples", history, History::droppedSamples)
        .description("Samples of own metrics that were not kept because their memory was full")
        .register(meters);
  }

  @Override
  public Future<?> start() {
    FrameCodec.register(vertx.eventBus());
    RepeatingTask.every(vertx, 1, LOOK_EVERY_MILLIS, "keeping own metrics", this::look);
    return Future.all(
        vertx
            .eventBus()
            .<Frame>consumer(self.get().historyAddress(), this::onRequest)
            .completion(),
        vertx
            .eventBus()
            .<Frame>consumer(MemberAnnouncement.ASK_ADDRESS, asked -> announce())
            .completion());
  }

  private void announce() {
    Broadcast.publish(vertx, MemberAnnouncement.ADDRESS, self.get().toFrame());
  }

  /**
   * Takes the samples of the current slot, unless it has some. Called by a timer. Thread-safe.
   *
   * @return completes when they are kept
   */
  public synchronized Future<?> look() {
    long slot = Slots.of(wall.millis());
    if (sampledSlot != slot) {
      sampledSlot = slot;
      announce();
      sampling = vertx
          .executeBlocking(() -> sample(slot))
          .onFailure(failure -> FatalErrors.report("own metrics cannot be read", failure));
    }
    return sampling;
  }

  private long sample(long slot) {
    RegistryScrape scrape = RegistryScrape.of(meters.getPrometheusRegistry(), name);
    history.append(slot, scrape.samples(), scrape.families());
    return slot;
  }

  private void onRequest(Message<Frame> message) {
    vertx
        .executeBlocking(() -> answer(HistoryRequest.from(message.body())), false)
        .onComplete(message::reply, failure -> {
          FatalErrors.check(failure);
          message.fail(REFUSED, String.valueOf(failure.getMessage()));
        });
  }

  private Frame answer(HistoryRequest request) {
    return switch (request.part()) {
      case SAMPLES, LABELS -> history.page(request).toFrame();
      case FAMILIES -> OwnFamilies.toFrame(history.families());
    };
  }

  @Override
  public Future<?> stop() {
    Broadcast.publish(vertx, MemberAnnouncement.ADDRESS, self.get().goodbye().toFrame());
    meters.remove(dropped);
    history.close();
    return Future.succeededFuture();
  }
}
