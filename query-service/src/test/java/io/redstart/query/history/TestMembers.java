// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redstart.history.HistoryVerticle;
import io.redstart.history.Slots;
import io.redstart.limit.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Processes that keep real histories, on one bus with a query service and one clock. The clock
 * moves only when a test moves it.
 */
public final class TestMembers implements AutoCloseable {
  /** The time at which everything begins. */
  public static final long BEGIN = Slots.millis(113_333_333);

  private final Vertx vertx;
  private final AtomicLong nowMillis = new AtomicLong(BEGIN);
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis.get());
  private final Map<String, HistoryVerticle> running = new LinkedHashMap<>();
  private final Map<String, String> deployments = new LinkedHashMap<>();
  private final MemberDirectory directory;
  private final MemberHistories histories;

  /** Makes a query service that has begun to listen. */
  public TestMembers(Vertx vertx) {
    this.vertx = vertx;
    this.directory = new MemberDirectory(vertx, clock);
    this.histories = new MemberHistories(vertx, directory);
    Promise<Void> opened = Promise.promise();
    vertx.runOnContext(context -> histories.open().onComplete(opened));
    join(opened.future());
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** Returns the query service's view of the processes. */
  public MemberHistories histories() {
    return histories;
  }

  /** Returns the time. */
  public long nowMillis() {
    return nowMillis.get();
  }

  /** Starts a process and returns its meters. */
  public PrometheusMeterRegistry start(String name) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HistoryVerticle verticle = new HistoryVerticle(
        meters, name, "ingest", new MemoryBudget("history", 8 << 20), clock, "test", () -> true);
    deployments.put(name, join(vertx.deployVerticle(verticle)));
    running.put(name, verticle);
    return meters;
  }

  /** Ends a process without a word. */
  public void kill(String name) {
    running.remove(name);
    Optional<Member> alive = member(name);
    join(vertx.undeploy(deployments.remove(name)));
    alive.ifPresent(one -> {
      await(
          name + " has said goodbye",
          () -> member(name).filter(said -> said.announcement().saysGoodbye()).isPresent());
      directory.heard(one.announcement());
    });
  }

  /** Lets all processes take their samples of the slot that it is now. */
  public void sample() {
    running.values().forEach(verticle -> join(verticle.look()));
    running.keySet().forEach(this::awaitHeard);
  }

  private Optional<Member> member(String name) {
    return directory.members().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** Returns the address at which a process answers. */
  public String address(String name) {
    return member(name).orElseThrow().announcement().historyAddress();
  }

  /** The announcement travels over the bus. */
  private void awaitHeard(String name) {
    await(
        name + " is heard",
        () -> member(name)
            .filter(one -> one.presence().last() == directory.nowSlot())
            .isPresent());
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError("waited in vain until " + what);
      }
      Thread.onSpinWait();
    }
  }

  /** Goes to a time in the next slot, and lets all processes take their samples. */
  public void nextSlot() {
    nowMillis.addAndGet(Slots.SLOT_MILLIS);
    sample();
  }

  /** Passes several slots. */
  public void passSlots(int count) {
    for (int i = 0; i < count; i++) {
      nextSlot();
    }
  }

  @Override
  public void close() {
    join(vertx.close());
  }
}
