// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Routers over simulated time, and folds for them. */
final class Routers {
  static final ShardConfig CONFIG = new ShardConfig(4_000, 20, 0, TestMemory.batches());

  private Routers() {}

  static ShardRouter over(
      ChannelTransport bus, SimulatedTime time, long seed, MeterRegistry registry) {
    return over(bus, time, seed, registry, 0);
  }

  static ShardRouter over(
      ChannelTransport bus,
      SimulatedTime time,
      long seed,
      MeterRegistry registry,
      long batchIntervalMillis) {
    return new ShardRouter(
        FakeStore.LAYOUT,
        new ShardConfig(
            CONFIG.ackTimeoutMillis(),
            CONFIG.requestsInFlightMax(),
            batchIntervalMillis,
            CONFIG.memory()),
        bus,
        time,
        time,
        new SplittableRandom(seed),
        new ChannelMeters(registry, "loop-" + seed));
  }

  static Labels labels(int number) {
    return Labels.of("service_name", "service-" + number);
  }

  /** Returns label sets by their numbers, 0 and on. */
  static List<LabelSet> labelSets(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> LabelSet.of(Metric.SPANS, labels(number)))
        .toList();
  }

  /** Returns, for each store, the numbers of label sets whose first rank it is. */
  static List<List<Integer>> ownedBy(List<FakeStore> stores, List<LabelSet> sets) {
    Placement placement =
        new Placement(stores.stream().map(store -> store.announcement().store()).toList());
    List<List<Integer>> owned = new ArrayList<>();
    stores.forEach(store -> owned.add(new ArrayList<>()));
    for (int number = 0; number < sets.size(); number++) {
      owned.get(placement.first(sets.get(number).slot())).add(number);
    }
    return owned;
  }

  /** Returns a fold of one span in a cell for each of some label sets. */
  static Fold fold(int cell, LabelSet... sets) {
    Fold fold = new Fold(TestMemory.batches());
    for (LabelSet set : sets) {
      fold.record(set, cell, Weight.ONE, 1_000);
    }
    return fold;
  }
}
