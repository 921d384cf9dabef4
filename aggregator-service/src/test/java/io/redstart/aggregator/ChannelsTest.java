// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.store.CommitRefusedException;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChannelsTest {
  private static final UUID CHANNEL = new UUID(3, 4);
  private static final int MIB = 1 << 20;

  private final FakeClock time = FakeClock.at(0);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Grants grants = new Grants(4 * MIB, 1);
  private final ScriptedShard shard = new ScriptedShard();
  private Optional<String> problem = Optional.empty();
  private final Channels channels = new Channels(
      shard,
      TestBatches.LAYOUT,
      grants,
      () -> problem,
      new AggregatorMetrics(meters, new FakeStore(StoreStats.NONE), grants, time::nanos),
      time::nanos);

  @Test
  void open_isAnsweredWithAGrant() {
    assertThat(ask(Kind.OPEN)).isEqualTo(granted(ReplyOutcome.DONE, 0));
    assertThat(grants.channels()).isEqualTo(1);
  }

  @Test
  void open_ofAKnownChannelTellsItsSequence() {
    openWith(6);
    assertThat(ask(Kind.OPEN).lastSequence()).isEqualTo(6);
    assertThat(grants.channels()).isEqualTo(1);
  }

  @Test
  void open_whileNotReadyIsRefused() {
    problem = Optional.of("the clock jumped");
    assertThat(ask(Kind.OPEN))
        .isEqualTo(new ChannelReply(ReplyOutcome.REFUSED, 0, 0, 4 * MIB, "the clock jumped"));
    assertThat(shard.sequences).isEmpty();
    assertThat(refusals(ChannelRefusal.NOT_READY)).isEqualTo(1);
  }

  @Test
  void batch_isAppliedAndCounted() {
    ask(Kind.OPEN);
    assertThat(answer(batch(1))).isEqualTo(granted(ReplyOutcome.DONE, 1));
    assertThat(shard.entries).isEqualTo(2);
    assertThat(meters.counter("redstart.aggregator.batches").count()).isEqualTo(1);
    assertThat(meters.counter("redstart.aggregator.entries").count()).isEqualTo(2);
    assertThat(meters.timer("redstart.aggregator.commits").count()).isEqualTo(1);
  }

  @Test
  void batch_again_isADuplicate() {
    openWith(5);
    assertThat(answer(batch(4))).isEqualTo(granted(ReplyOutcome.DUPLICATE, 5));
    assertThat(meters.counter("redstart.aggregator.duplicates").count()).isEqualTo(1);
    assertThat(shard.entries).isZero();
  }

  @Test
  void batch_onAnUnknownChannelIsNotApplied() {
    assertThat(answer(batch(1))).isEqualTo(ChannelReply.of(ReplyOutcome.UNKNOWN_CHANNEL, 0, 0));
    assertThat(shard.entries).isZero();
    assertThat(meters.counter("redstart.aggregator.channels.unknown").count()).isEqualTo(1);
  }

  @Test
  void batch_ofUnknownNumbersIsNotApplied() {
    openWith(5);
    shard.forgotNumbers = true;
    assertThat(answer(batch(6))).isEqualTo(granted(ReplyOutcome.UNKNOWN_NUMBERS, 5));
    assertThat(answer(batch(5)).outcome()).isEqualTo(ReplyOutcome.DUPLICATE);
    assertThat(shard.entries).isZero();
    assertThat(meters.counter("redstart.aggregator.numbers.unknown").count()).isEqualTo(1);
  }

  @Test
  void batch_isAnsweredOnlyWhenItIsDurable() {
    ask(Kind.OPEN);
    shard.commit = Promise.promise();
    Future<ChannelReply> reply = channels.answer(batch(1));
    assertThat(reply.isComplete()).isFalse();
    shard.commit.complete();
    assertThat(reply.result().outcome()).isEqualTo(ReplyOutcome.DONE);
  }

  @Test
  void batch_thatIsMalformedIsRefusedWhole() {
    ask(Kind.OPEN);
    byte[] bytes = batch(1).bytes();
    Frame cut = new Frame(Arrays.copyOf(bytes, bytes.length - 1));
    ChannelReply reply = answer(cut);
    assertThat(reply.outcome()).isEqualTo(ReplyOutcome.REFUSED);
    assertThat(reply.message()).contains("bytes left at byte");
    assertThat(shard.entries).isZero();
    assertThat(refusals(ChannelRefusal.MALFORMED)).isEqualTo(1);
  }

  @Test
  void batch_ofCellsBeyondItsLayoutIsRefused() {
    ask(Kind.OPEN);
    Increment beyond = new Increment();
    beyond.addCell(TestBatches.LAYOUT.size(), 1);
    ChannelReply reply = answer(TestBatches.batch(CHANNEL, 1)
        .add(Metric.SPANS, TestBatches.CHECKOUT, beyond)
        .frame());
    assertThat(reply.outcome()).isEqualTo(ReplyOutcome.REFUSED);
    assertThat(reply.message()).isEqualTo("cell 7299 exceeds the layout's 7299 cells");
  }

  @Test
  void frame_ofNoKnownKindIsRefused() {
    assertThat(answer(new Frame(new byte[] {77})).message())
        .isEqualTo("unknown kind of channel request: 77");
    assertThat(answer(new Frame(new byte[0])).outcome()).isEqualTo(ReplyOutcome.REFUSED);
  }

  @Test
  void batch_whileNotReadyIsRefused() {
    ask(Kind.OPEN);
    problem = Optional.of("the clock jumped");
    assertThat(answer(batch(1)))
        .isEqualTo(new ChannelReply(ReplyOutcome.REFUSED, 0, 4 * MIB, 4 * MIB, "the clock jumped"));
    assertThat(shard.entries).isZero();
  }

  @Test
  void duplicate_whileNotReadyIsNotRefused() {
    openWith(5);
    problem = Optional.of("the clock jumped");
    assertThat(answer(batch(5)).outcome()).isEqualTo(ReplyOutcome.DUPLICATE);
  }

  @Test
  void batch_largerThanItsGrantIsRefused() {
    Channels tight = new Channels(
        shard,
        TestBatches.LAYOUT,
        new Grants(1, 1),
        () -> problem,
        new AggregatorMetrics(meters, new FakeStore(StoreStats.NONE), grants, time::nanos),
        time::nanos);
    tight.answer(new ChannelRequest(Kind.OPEN, CHANNEL).toFrame());
    ChannelReply reply = tight.answer(largeBatch()).result();
    assertThat(reply.outcome()).isEqualTo(ReplyOutcome.REFUSED);
    assertThat(reply.message()).endsWith("bytes exceed the grant of 65536");
    assertThat(shard.entries).isZero();
  }

  @Test
  void batch_withinItsOwnGrantIsAccepted_whenSharesHaveShrunk() {
    ask(Kind.OPEN);
    for (int i = 0; i < 1_000; i++) {
      grants.renew(0, 0);
    }
    ChannelReply reply = answer(largeBatch());
    assertThat(reply.outcome()).isEqualTo(ReplyOutcome.DONE);
    assertThat(reply.grantBytes()).isEqualTo(Grants.SMALLEST_BYTES);
    assertThat(reply.grantMaxBytes()).isEqualTo(4 * MIB);
  }

  @Test
  void channelsOfAnIngestThatCrashed_giveTheirShareBackWithinSeconds() {
    for (int i = 0; i < 100; i++) {
      answer(new ChannelRequest(Kind.OPEN, new UUID(9, i)).toFrame());
    }
    time.advance(5_000);
    assertThat(ask(Kind.OPEN).grantBytes()).isEqualTo(Grants.SMALLEST_BYTES);
    time.advance(5_000);
    channels.endSilent();
    assertThat(ask(Kind.PROBE).grantBytes()).isEqualTo(4 * MIB);
    assertThat(grants.channels()).isEqualTo(1);
    assertThat(shard.sequences).hasSize(101);
  }

  @Test
  void silentChannel_thatComesBack_isAcceptedIfTheBudgetHasRoom() {
    ask(Kind.OPEN);
    time.advance(10_000);
    channels.endSilent();
    assertThat(grants.promisedBytes()).isZero();
    int others = grants.renew(0, 0);
    ChannelReply refused = answer(largeBatch());
    assertThat(refused.outcome()).isEqualTo(ReplyOutcome.REFUSED);
    assertThat(refused.message()).endsWith("bytes exceed the grant of 65536");
    grants.end(others);
    assertThat(answer(largeBatch()).outcome()).isEqualTo(ReplyOutcome.DONE);
    assertThat(grants.channels()).isEqualTo(1);
  }

  @Test
  void silentChannel_thatIsForgotten_leavesTheOthersShares() {
    ask(Kind.OPEN);
    time.advance(10_000);
    channels.endSilent();
    grants.renew(0, 0);
    ask(Kind.CLOSE);
    assertThat(grants.channels()).isEqualTo(1);
    assertThat(grants.promisedBytes()).isEqualTo(4 * MIB);
  }

  @Test
  void commit_thatTheStoreRefusesIsRefused() {
    ask(Kind.OPEN);
    shard.commit = Promise.promise();
    shard.commit.fail(new CommitRefusedException("store is full"));
    assertThat(answer(batch(1)).message()).isEqualTo("store is full");
    assertThat(refusals(ChannelRefusal.STORE)).isEqualTo(1);
  }

  @Test
  void commit_ofUnknownOutcomeIsNotAnswered() {
    ask(Kind.OPEN);
    shard.commit = Promise.promise();
    shard.commit.fail(new IllegalStateException("sync failed"));
    assertThat(channels.answer(batch(1)).cause()).hasMessage("sync failed");
  }

  @Test
  void probe_tellsTheLastSequence() {
    assertThat(ask(Kind.PROBE)).isEqualTo(ChannelReply.of(ReplyOutcome.UNKNOWN_CHANNEL, 0, 0));
    openWith(8);
    assertThat(ask(Kind.PROBE)).isEqualTo(granted(ReplyOutcome.DONE, 8));
  }

  @Test
  void close_forgetsTheChannel() {
    openWith(8);
    assertThat(ask(Kind.CLOSE)).isEqualTo(ChannelReply.of(ReplyOutcome.DONE, 8, 0));
    assertThat(grants.channels()).isZero();
    assertThat(answer(batch(9)).outcome()).isEqualTo(ReplyOutcome.UNKNOWN_CHANNEL);
  }

  @Test
  void idleChannel_isForgottenAfterAnHour() {
    ask(Kind.OPEN);
    time.advance(3_599_999);
    channels.forgetIdle();
    assertThat(shard.sequences).containsKey(CHANNEL);
    ask(Kind.PROBE);
    time.advance(3_599_999);
    channels.forgetIdle();
    assertThat(shard.sequences).containsKey(CHANNEL);
    time.advance(1);
    channels.forgetIdle();
    assertThat(shard.sequences).isEmpty();
    assertThat(grants.channels()).isZero();
  }

  @Test
  void channelsOfTheShard_areTakenOverAtTheStart() {
    shard.sequences.put(CHANNEL, 3L);
    Grants fresh = new Grants(MIB, 1);
    new Channels(
        shard,
        TestBatches.LAYOUT,
        fresh,
        () -> problem,
        new AggregatorMetrics(meters, new FakeStore(StoreStats.NONE), fresh, time::nanos),
        time::nanos);
    assertThat(fresh.channels()).isEqualTo(1);
  }

  private void openWith(long sequence) {
    ask(Kind.OPEN);
    shard.sequences.put(CHANNEL, sequence);
  }

  private ChannelReply ask(Kind kind) {
    return answer(new ChannelRequest(kind, CHANNEL).toFrame());
  }

  private ChannelReply answer(Frame frame) {
    return channels.answer(frame).result();
  }

  private static ChannelReply granted(ReplyOutcome outcome, long last) {
    return new ChannelReply(outcome, last, 4 * MIB, 4 * MIB, "");
  }

  private double refusals(ChannelRefusal reason) {
    return meters
        .counter("redstart.aggregator.refusals", "reason", reason.tag())
        .count();
  }

  private static Frame batch(long sequence) {
    return TestBatches.batch(CHANNEL, sequence)
        .calls(TestBatches.CHECKOUT, 1, 5)
        .calls(TestBatches.PAYMENT, 1, 5)
        .frame();
  }

  private static Frame largeBatch() {
    TestBatches batch = TestBatches.batch(CHANNEL, 1);
    for (int i = 0; i < 2_000; i++) {
      batch.calls(TestBatches.CHECKOUT, 1, i);
    }
    return batch.frame();
  }
}
