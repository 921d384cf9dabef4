// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static io.redstart.ingest.shard.SimulatedBus.Weather.LOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.ingest.shard.FakeStore.Received;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One request from submission to answer, and stores that come and go (docs/rules.md, C1, C2). */
final class ShardRouterTest extends RouterFixture {
  @Test
  void submit_withoutEntries_isAcceptedAtOnce() {
    assertThat(submit().result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  @Test
  void submit_withoutStores_isRefused() {
    assertRefused(submit(SETS.get(0)));
  }

  @Test
  void submit_toStoreThatIsNotReady_isRefused() {
    a.ready = false;
    discover(a);
    assertRefused(submit(SETS.get(0)));
  }

  @Test
  void submit_isAcceptedWhenEveryOwnerHasApplied() {
    discover(a, b);
    LabelSet ofA = ownedBy(a, a, b);
    LabelSet ofB = ownedBy(b, a, b);
    weather.nextReplies(1, 500);
    Future<SubmissionOutcome> answer = submit(ofA, ofB);
    time.run(400);
    assertThat(answer.isComplete()).isFalse();
    time.run(200);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(counted(ofA, 1)).isEqualTo(1);
    assertThat(counted(ofB, 1)).isEqualTo(1);
  }

  @Test
  void submit_beforeTheChannelIsOpen_waitsForIt() {
    bus.weather = weather;
    router.storesChanged(List.of(a.announcement()));
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  @Test
  void submit_whileOneMessageIsInFlight_foldsTheOthersIntoTheNext() {
    discover(a);
    weather.nextReplies(100);
    submit(SETS.get(0));
    List<Future<SubmissionOutcome>> others =
        IntStream.range(1, 10).mapToObj(i -> submit(SETS.get(0), SETS.get(i))).toList();
    time.run(200);
    assertThat(others).allMatch(answer -> answer.result() instanceof SubmissionOutcome.Accepted);
    assertThat(a.batches()).extracting(Received::sequence).containsExactly(1L, 2L);
  }

  @Test
  void submit_copiesTheFold() {
    discover(a);
    Fold fold = Routers.fold(7, SETS.get(0));
    Future<SubmissionOutcome> answer = router.submit(fold);
    fold.clear();
    fold.record(SETS.get(1), 8, Weight.ONE, 1);
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(counted(SETS.get(0), 7)).isEqualTo(1);
    assertThat(counted(SETS.get(1), 8)).isZero();
  }

  @Test
  void submit_withoutRoomAtOneOwner_countsNothingAnywhere() {
    b.grantBytes = 20;
    discover(a, b);
    assertRefused(submit(ownedBy(a, a, b), ownedBy(b, a, b)));
    time.run(ACK_MILLIS);
    assertThat(a.batches()).isEmpty();
    assertThat(b.batches()).isEmpty();
  }

  @Test
  void submit_refusedForRoom_asksForANewerGrant() {
    a.grantBytes = 0;
    discover(a);
    a.grantBytes = 1_000;
    assertRefused(submit(SETS.get(0)));
    time.run(10);
    Future<SubmissionOutcome> again = submit(SETS.get(0));
    time.run(10);
    assertThat(again.result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  @Test
  void submit_largerThanTheStoreCanEverGrant_isRefusedForGood() {
    a.grantBytes = 1_000;
    a.grantMaxBytes = 100_000;
    discover(a);
    assertThat(submit(ofBytes(100_000)).result())
        .isInstanceOfSatisfying(
            SubmissionOutcome.Refused.class,
            refused -> assertThat(refused.mayRetry()).isFalse());
  }

  @Test
  void submit_largerThanEverGranted_isAcceptedOnceOthersHaveGivenBackTheirShare() {
    a.grantBytes = 64 << 10;
    discover(a);
    LabelSet large = ofBytes(100_000);
    assertRefused(submit(large));
    time.run(100);
    assertRefused(submit(large));
    time.run(100);
    a.grantBytes = 1 << 20;
    assertRefused(submit(large));
    time.run(100);
    Future<SubmissionOutcome> again = submit(large);
    time.run(100);
    assertThat(again.result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  private static LabelSet ofBytes(int sizeBytes) {
    return LabelSet.of(Metric.SPANS, Labels.of("a", "x".repeat(sizeBytes)));
  }

  @Test
  void idleChannel_isHeardOfEveryTwoSeconds_untilTheRouterCloses() {
    discover(a);
    router.keepAlive();
    for (int i = 0; i < 5; i++) {
      int before = a.received.size();
      time.run(2_000);
      assertThat(a.received).hasSize(before + 1);
    }
    router.close();
    time.run(10);
    int before = a.received.size();
    time.run(10_000);
    assertThat(a.received).hasSize(before);
  }

  @Test
  void submit_beyondRequestsInFlightMax_isRefused() {
    discover(a);
    for (int i = 0; i < Routers.CONFIG.requestsInFlightMax(); i++) {
      assertThat(submit(SETS.get(0)).isComplete()).isFalse();
    }
    assertRefused(submit(SETS.get(0)));
  }

  @Test
  void restartedStore_getsNewChannels() {
    discover(a);
    bus.freeze(a);
    Future<SubmissionOutcome> before = submit(SETS.get(0));
    time.run(10);
    bus.takeDown(a);
    a.restart();
    bus.bringUp(a);
    router.storesChanged(List.of(a.announcement()));
    assertThat(before.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
    Future<SubmissionOutcome> after = submit(SETS.get(0));
    time.run(10);
    assertThat(after.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(a.openChannels()).isEqualTo(2);
  }

  @Test
  void storeThatLeaves_handsOnWhatWasNotSent() {
    discover(a, b);
    LabelSet set = ownedBy(a, a, b);
    bus.freeze(a);
    Future<SubmissionOutcome> sent = submit(set);
    Future<SubmissionOutcome> pending = submit(set);
    router.storesChanged(List.of(b.announcement()));
    time.run(10);
    assertThat(sent.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
    assertThat(pending.result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  @Test
  void close_answersWhatWaitsAndClosesTheChannels() {
    discover(a);
    Future<SubmissionOutcome> waiting = submit(SETS.get(0));
    Future<Void> closed = router.close();
    assertThat(closed.isComplete()).isFalse();
    assertRefused(submit(SETS.get(0)));
    time.run(10);
    assertThat(waiting.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(closed.succeeded()).isTrue();
    assertThat(a.openChannels()).isZero();
  }

  @Test
  void close_ofAFrozenStore_takesTheAckTimeout() {
    discover(a);
    bus.freeze(a);
    Future<SubmissionOutcome> waiting = submit(SETS.get(0));
    Future<Void> closed = router.close();
    time.run(ACK_MILLIS);
    assertThat(waiting.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
    assertThat(closed.succeeded()).isTrue();
  }

  @Test
  void metrics_tellWhatWasSent() {
    discover(a);
    submit(SETS.get(0), SETS.get(1));
    time.run(10);
    assertThat(count("messages")).isEqualTo(1);
    assertThat(count("entries")).isEqualTo(2);
    assertThat(registry
            .get("redstart.ingest.channel.requests")
            .tag("outcome", "accepted")
            .counter()
            .count())
        .isEqualTo(1);
    assertThat(registry.get("redstart.ingest.channel.pending.bytes").gauge().value())
        .isZero();
    assertThat(registry.get("redstart.ingest.channel.requests.waiting").gauge().value())
        .isZero();
  }

  @Test
  void close_afterAnOpenWithoutAnswer_leavesTheChannelToTheStore() {
    weather.nextReplies(LOST);
    discover(a);
    time.run(2_000);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(10);
    Future<Void> closed = router.close();
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(closed.succeeded()).isTrue();
    assertThat(a.openChannels()).isEqualTo(1);
  }
}
