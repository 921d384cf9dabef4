// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static io.redstart.ingest.shard.SimulatedBus.Weather.LOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.red.LabelSet;
import io.redstart.ingest.shard.FakeStore.Received;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.ChannelRequest.Kind;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What attempts without an answer, refusals and grants come to (docs/rules.md, C3, C6). */
final class ChannelTest extends RouterFixture {
  @Test
  void lostReply_isFoundByAProbe() {
    discover(a);
    weather.nextReplies(LOST);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(1_100);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(a.batches()).hasSize(1);
    assertThat(count("retries")).isZero();
  }

  @Test
  void lostMessage_isSentAgain() {
    discover(a);
    weather.nextRequests(LOST);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(1_100);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(count("retries")).isEqualTo(1);
  }

  @Test
  void lateOriginal_isNotCountedTwice() {
    discover(a);
    weather.nextRequests(1_500);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(3_000);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(a.batches()).extracting(Received::sequence).containsExactly(1L, 1L);
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
  }

  @Test
  void noHandlers_onTheFirstAttempt_sendsToTheSecondRank() {
    discover(a, b);
    bus.takeDown(a);
    LabelSet set = ownedBy(a, a, b);
    Future<SubmissionOutcome> answer = submit(set);
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(b.batches()).hasSize(1);
  }

  @Test
  void noHandlers_onTheFirstAttemptAtTheOnlyStore_isRefused() {
    discover(a);
    bus.takeDown(a);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(10);
    assertRefused(answer);
  }

  @Test
  void noHandlers_onALaterAttempt_provesNothing() {
    discover(a, b);
    LabelSet set = ownedBy(a, a, b);
    // The first attempt is still under way when the second finds nobody.
    weather.nextRequests(3_000);
    weather.nextFindNobody(false, false, true);
    Future<SubmissionOutcome> answer = submit(set);
    time.run(ACK_MILLIS);
    assertThat(answer.result()).isNotInstanceOf(SubmissionOutcome.Refused.class);
    assertThat(counted(set, 1)).isEqualTo(1);
    assertThat(b.batches()).isEmpty();
  }

  @Test
  void refusedBatch_isRefused() {
    discover(a);
    a.refusesBatches = true;
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(10);
    assertRefused(answer);
    assertThat(((SubmissionOutcome.Refused) answer.result()).message())
        .contains("store-1", "no space left");
  }

  @Test
  void refusal_ofALaterAttempt_provesNothing() {
    discover(a);
    weather.nextRequests(3_900);
    a.refusesBatches = true;
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(3_000);
    a.refusesBatches = false;
    time.run(ACK_MILLIS);
    assertThat(answer.result()).isNotInstanceOf(SubmissionOutcome.Refused.class);
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
  }

  @Test
  void forgottenChannel_isOpenedUnderANewId() {
    discover(a);
    time.run(1_000);
    a.forgetChannelsIdleFor(1);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
    assertThat(a.received.stream().filter(one -> one.kind() == Kind.OPEN).map(Received::channel))
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void forgottenChannel_afterAnAttemptWithoutAnswer_isUnknown() {
    discover(a);
    weather.nextReplies(LOST);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(500);
    a.forgetChannelsIdleFor(1);
    time.run(1_000);
    assertThat(answer.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
  }

  @Test
  void labelSet_isNamedByItsNumber_onceTheMessageThatSpeltItOutIsAcknowledged() {
    discover(a);
    assertAccepted(submit(SETS.get(0)));
    assertAccepted(submit(SETS.get(0), SETS.get(1)));
    assertAccepted(submit(SETS.get(1), SETS.get(0)));
    assertThat(a.batches()).extracting(Received::numbered).containsExactly(0, 1, 2);
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
    assertThat(counted(SETS.get(0), 2)).isEqualTo(1);
    assertThat(counted(SETS.get(1), 3)).isEqualTo(1);
  }

  @Test
  void labelSet_ofAMessageOfUnknownFate_isSpeltOutAgain() {
    discover(a);
    assertAccepted(submit(SETS.get(0)));
    weather.nextRequests(15_100, LOST, LOST, LOST, LOST);
    submit(SETS.get(1));
    time.run(15_000);
    // The second message comes late, but before the third.
    weather.nextRequests(1_000);
    Future<SubmissionOutcome> third = submit(SETS.get(2));
    time.run(2_000);
    assertThat(third.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertAccepted(submit(SETS.get(1), SETS.get(2)));
    assertThat(a.batches()).extracting(Received::numbered).containsExactly(0, 0, 0, 1);
    assertThat(counted(SETS.get(1), 2)).isEqualTo(1);
    assertThat(counted(SETS.get(2), 3)).isEqualTo(1);
    assertThat(counted(SETS.get(2), 4)).isEqualTo(1);
  }

  @Test
  void forgottenNumbers_areSpeltOutUnderTheNextSequence() {
    discover(a);
    assertAccepted(submit(SETS.get(0)));
    a.forgetNumbers();
    assertAccepted(submit(SETS.get(0)));
    assertThat(a.batches()).extracting(Received::sequence).containsExactly(1L, 2L, 3L);
    assertThat(counted(SETS.get(0), 2)).isEqualTo(1);
    assertThat(count("respellings")).isEqualTo(1);
  }

  @Test
  void forgottenNumbers_toldToALaterAttempt_areSpeltOutOnce() {
    discover(a);
    assertAccepted(submit(SETS.get(0)));
    a.forgetNumbers();
    weather.nextRequests(1_500);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(3_000);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(a.batches()).extracting(Received::sequence).containsExactly(1L, 2L, 3L, 2L);
    assertThat(counted(SETS.get(0), 2)).isEqualTo(1);
  }

  @Test
  void numbersThatRunOut_areGivenAnew() {
    discover(a);
    int labelSets = BatchWriter.NUMBERS_MAX + 1;
    List<LabelSet> many = Routers.labelSets(labelSets);
    int perRequest = 5_000;
    for (int first = 0; first < labelSets; first += perRequest) {
      List<LabelSet> some = many.subList(first, Math.min(labelSets, first + perRequest));
      assertAccepted(submit(some.toArray(LabelSet[]::new)));
    }
    LabelSet last = many.get(labelSets - 1);
    assertAccepted(submit(last));
    assertAccepted(submit(last));
    List<Received> batches = a.batches();
    assertThat(batches.subList(batches.size() - 2, batches.size()))
        .extracting(Received::numbered)
        .containsExactly(0, 1);
  }

  private void assertAccepted(Future<SubmissionOutcome> answer) {
    time.run(50);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  @Test
  void batch_thatNobodyWaitsFor_isNotSentAgain() {
    discover(a);
    weather.nextRequests(LOST, LOST, LOST, LOST, LOST);
    Future<SubmissionOutcome> lost = submit(SETS.get(0));
    time.run(15_000);
    assertThat(lost.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
    assertThat(a.batches()).isEmpty();
    Future<SubmissionOutcome> next = submit(SETS.get(0));
    time.run(10);
    assertThat(next.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(a.batches()).extracting(Received::sequence).containsExactly(2L);
  }

  @Test
  void shrunkenGrant_splitsWhatIsPending() {
    discover(a);
    weather.nextReplies(100);
    submit(SETS.get(0));
    Future<SubmissionOutcome> pending = submit(SETS.subList(0, 20).toArray(LabelSet[]::new));
    a.grantBytes = 1_000;
    time.run(200);
    assertThat(pending.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(a.batches()).hasSizeGreaterThan(2);
  }

  @Test
  void pending_atTheDeadline_isTakenBack() {
    discover(a);
    submit(SETS.get(0));
    Future<SubmissionOutcome> pending = submit(SETS.get(0));
    a.grantBytes = 0;
    time.run(ACK_MILLIS);
    assertRefused(pending);
    a.grantBytes = 1_000;
    time.run(ACK_MILLIS);
    assertThat(counted(SETS.get(0), 2)).isZero();
  }

  @Test
  void storeThatRefusesToOpen_isAskedAgain() {
    a.refusesToOpen = true;
    bus.weather = weather;
    router.storesChanged(List.of(a.announcement()));
    Future<SubmissionOutcome> first = submit(SETS.get(0));
    time.run(10);
    assertRefused(first);
    a.refusesToOpen = false;
    time.run(1_000);
    Future<SubmissionOutcome> second = submit(SETS.get(0));
    time.run(10);
    assertThat(second.result()).isEqualTo(new SubmissionOutcome.Accepted());
  }

  @Test
  void forgottenChannel_atALaterAttempt_isUnknown() {
    discover(a);
    // The first attempt is applied after the probe has missed it, then the second finds no channel.
    weather.nextRequests(1_010, 1, 500);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(1_300);
    a.forgetChannelsIdleFor(1);
    time.run(1_000);
    assertThat(answer.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
  }
}
