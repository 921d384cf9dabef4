// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.ingest.red.LabelSet;
import io.redstart.model.Labels;
import io.redstart.wire.LabelSets;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** A router over three stores of one shard, of which a test lets it find some. */
abstract class RouterFixture {
  static final long ACK_MILLIS = Routers.CONFIG.ackTimeoutMillis();
  static final List<LabelSet> SETS = Routers.labelSets(64);

  final SimulatedTime time = new SimulatedTime();
  final FakeStore a = new FakeStore(1, 1, time);
  final FakeStore b = new FakeStore(2, 1, time);
  final FakeStore c = new FakeStore(3, 1, time);
  final SimulatedBus bus = new SimulatedBus(time, List.of(a, b, c));
  final ScriptedWeather weather = new ScriptedWeather();
  final MeterRegistry registry = new SimpleMeterRegistry();
  final ShardRouter router = Routers.over(bus, time, 1, registry);
  private int cells;

  /** Lets the router find stores and open its channels. */
  void discover(FakeStore... stores) {
    bus.weather = weather;
    router.storesChanged(Stream.of(stores).map(FakeStore::announcement).toList());
    time.run(10);
  }

  /** Returns a label set whose first rank is a store. */
  static LabelSet ownedBy(FakeStore owner, FakeStore... stores) {
    List<FakeStore> all = List.of(stores);
    return SETS.get(Routers.ownedBy(all, SETS).get(all.indexOf(owner)).get(0));
  }

  Future<SubmissionOutcome> submit(LabelSet... sets) {
    return router.submit(Routers.fold(++cells, sets));
  }

  long counted(LabelSet set, int cell) {
    Labels labels = LabelSets.decode(set.bytes(), 0, set.sizeBytes());
    return Stream.of(a, b, c).mapToLong(store -> store.spansOf(labels, cell)).sum();
  }

  double count(String meter) {
    return registry.get("redstart.ingest.channel." + meter).counter().count();
  }

  static void assertRefused(Future<SubmissionOutcome> answer) {
    assertThat(answer.result())
        .isInstanceOfSatisfying(
            SubmissionOutcome.Refused.class,
            refused -> assertThat(refused.retryAfterMillis()).isBetween(500L, 1_500L));
  }
}
