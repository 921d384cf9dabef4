// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.ingest.shard.ShardConfig;
import io.redstart.ingest.shard.ShardRouter;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An ingest: one process after the other that takes requests and keeps nothing. */
final class Ingest {
  static final long ACK_TIMEOUT_MILLIS = 4_000;
  static final long FREEZE_MAX_MILLIS = 3_000;
  static final int LABEL_SETS = 12;

  private static final int REQUESTS_MAX = 20;
  private static final long RESTART_MAX_MILLIS = 3_000;

  final String name;
  private final Cluster cluster;
  private final SplittableRandom random;
  private @Nullable SimulatedProcess process;
  private @Nullable ShardRouter router;
  /** Each router interns its own. */
  private List<LabelSet> labelSets = List.of();

  private MemoryBudget memory = new MemoryBudget("batches", 16 << 20);

  Ingest(String name, Cluster cluster) {
    this.name = name;
    this.cluster = cluster;
    this.random = cluster.random().split();
  }

  static Labels labels(int number) {
    return Labels.of("service_name", "service-" + number % 3, "span_name", "span-" + number);
  }

  void start() {
    if (process != null) {
      return;
    }
    SimulatedProcess own = cluster.process(name, 0);
    process = own;
    memory = new MemoryBudget("batches", 16 << 20);
    labelSets = IntStream.range(0, LABEL_SETS)
        .mapToObj(number -> LabelSet.of(Metric.SPANS, labels(number)))
        .toList();
    ShardRouter.open(
            cluster.vertx(own).vertx(),
            Cluster.LAYOUT,
            new ShardConfig(ACK_TIMEOUT_MILLIS, REQUESTS_MAX, random.nextInt(3) * 40, memory),
            own::monotonicMillis,
            own.telemetry,
            random.split())
        .onSuccess(opened -> router = opened);
  }

  /** Sends a request; nothing happens if the process is not there. */
  void submit(Books.Request request) {
    SimulatedProcess own = process;
    if (own == null || own.isFrozen() || router == null) {
      return;
    }
    request.sent(cluster.schedule().now());
    long sentMillis = own.awakeMillis();
    Fold fold = new Fold(memory);
    for (int set = 0; set < LABEL_SETS; set++) {
      for (int i = 0; i < request.of(set); i++) {
        fold.record(labelSets.get(set), request.cell, Weight.ONE, 1);
      }
    }
    router.submit(fold).onSuccess(outcome -> {
      if (!own.isDead()) {
        request.answered(outcome, cluster.schedule().now());
        if (own.awakeMillis() - sentMillis > ACK_TIMEOUT_MILLIS) {
          cluster.problem("request " + request.cell + " was answered late");
        }
      }
    });
  }

  void freeze(long millis) {
    if (process != null) {
      process.freeze(millis);
    }
  }

  void kill() {
    SimulatedProcess own = process;
    if (own != null) {
      own.end();
      process = null;
      router = null;
      cluster.bus().forget(own);
      cluster.schedule().after(random.nextLong(1, RESTART_MAX_MILLIS), this::start);
    }
  }

  /** Ends the process as a release does, and starts another one later. */
  void stop() {
    SimulatedProcess own = process;
    ShardRouter open = router;
    if (own != null && open != null) {
      router = null;
      open.close().onComplete(closed -> {
        if (!own.isDead()) {
          kill();
        }
      });
    }
  }
}
