// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.history.MemberHistories;
import io.redstart.query.joint.JointStores;
import io.redstart.query.source.fold.FoldCache;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Opens stores for reading at a fixed time, once the expected number of stores is live. */
public final class OpenedStores {
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Instant now;

  /** Makes one for a bus and a time. */
  public OpenedStores(Vertx vertx, long nowMillis) {
    this.vertx = vertx;
    this.now = Instant.ofEpochMilli(nowMillis);
  }

  /** Returns opened stores, once as many are live. */
  public RedStores open(SourceConfig config, int liveStores) {
    LongSupplier monotonicMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    // Without room, so that each query computes.
    MemoryBudget memory = new MemoryBudget("queries", 0);
    FoldCache folds = new FoldCache(memory, new SimpleMeterRegistry(), monotonicMillis);
    RedStores stores = new RedStores(vertx, config, folds, () -> now, monotonicMillis);
    Promise<Void> opened = Promise.promise();
    vertx.runOnContext(context -> stores.open().onComplete(opened));
    opened.future().toCompletionStage().toCompletableFuture().join();
    awaitLive(stores, liveStores);
    return stores;
  }

  /** Returns the same beside the own metrics of those processes that announce themselves. */
  public JointStores openJointly(SourceConfig config, int liveStores) {
    JointStores stores =
        new JointStores(open(config, liveStores), new MemberHistories(vertx, () -> now));
    Promise<Void> opened = Promise.promise();
    vertx.runOnContext(context -> stores.own().open().onComplete(opened));
    opened.future().toCompletionStage().toCompletableFuture().join();
    return stores;
  }

  static void awaitLive(RedStores stores, int liveStores) {
    long deadlineNanos = System.nanoTime() + WAIT_MAX.toNanos();
    while (stores.liveCount() != liveStores) {
      assertThat(System.nanoTime()).as("%d live stores", liveStores).isLessThan(deadlineNanos);
      Thread.onSpinWait();
    }
  }
}
