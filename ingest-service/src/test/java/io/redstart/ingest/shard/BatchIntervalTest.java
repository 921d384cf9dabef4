// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.ingest.red.LabelSet;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pause between two batches to one of several stores. */
final class BatchIntervalTest {
  private static final long INTERVAL_MILLIS = 40;
  private static final long PAUSE_OF_TWO_STORES_MILLIS = INTERVAL_MILLIS / 2;

  private final SimulatedTime time = new SimulatedTime();
  private final FakeStore a = new FakeStore(1, 1, time);
  private final FakeStore b = new FakeStore(2, 1, time);
  private final ShardRouter router = Routers.over(
      new SimulatedBus(time, List.of(a, b)), time, 1, new SimpleMeterRegistry(), INTERVAL_MILLIS);
  private final LabelSet ofA = RouterFixture.ownedBy(a, a, b);
  private final LabelSet ofB = RouterFixture.ownedBy(b, a, b);

  private void discover(FakeStore... stores) {
    router.storesChanged(List.of(stores).stream().map(FakeStore::announcement).toList());
    time.run(10);
  }

  private Future<SubmissionOutcome> submit() {
    return router.submit(Routers.fold(1, ofA));
  }

  @Test
  void firstBatch_isSentAtOnce() {
    discover(a, b);
    Future<SubmissionOutcome> answer = submit();
    time.run(2);
    assertThat(answer.isComplete()).isTrue();
  }

  @Test
  void laterEntries_goTogetherAfterThePause() {
    discover(a, b);
    time.run(untilNextPause());
    submit();
    time.run(5);
    Future<SubmissionOutcome> second = submit();
    time.run(5);
    Future<SubmissionOutcome> third = submit();
    time.run(PAUSE_OF_TWO_STORES_MILLIS - 12);
    assertThat(a.batches()).hasSize(1);
    time.run(5);
    assertThat(a.batches()).hasSize(2);
    assertThat(List.of(second, third)).allMatch(Future::succeeded);
  }

  private long untilNextPause() {
    return PAUSE_OF_TWO_STORES_MILLIS - time.getAsLong() % PAUSE_OF_TWO_STORES_MILLIS;
  }

  @Test
  void laterBatches_ofAllChannelsAreSentAtTheSameMoment() {
    discover(a, b);
    time.run(untilNextPause());
    submit();
    time.run(7);
    router.submit(Routers.fold(1, ofB));
    time.run(1);
    submit();
    router.submit(Routers.fold(1, ofB));
    time.run(PAUSE_OF_TWO_STORES_MILLIS - 9);
    assertThat(List.of(a.batches().size(), b.batches().size())).containsOnly(1);
    time.run(2);
    assertThat(List.of(a.batches().size(), b.batches().size())).containsOnly(2);
  }

  @Test
  void singleStore_getsNoPause() {
    discover(a);
    submit();
    time.run(2);
    submit();
    time.run(2);
    assertThat(a.batches()).hasSize(2);
  }

  @Test
  void requestWithoutRoom_endsThePause() {
    a.grantBytes = 1_000;
    discover(a, b);
    submit();
    time.run(2);
    submit();
    time.run(2);
    assertThat(a.batches()).hasSize(1);
    Future<SubmissionOutcome> tooMuch = router.submit(Routers.fold(
        1,
        RouterFixture.SETS.stream()
            .filter(set -> set.slot() != ofA.slot())
            .toArray(LabelSet[]::new)));
    assertThat(tooMuch.result()).isInstanceOf(SubmissionOutcome.Refused.class);
    time.run(1);
    assertThat(a.batches()).hasSize(2);
  }
}
