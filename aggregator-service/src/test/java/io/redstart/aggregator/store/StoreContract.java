// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.SelectRequest.Parts;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must hold. */
abstract class StoreContract {
  static final long WINDOW = 5_000;

  final FakeClock time = FakeClock.at(1_000_000);
  final UUID channel = new UUID(1, 1);
  Store store;
  StoreShard shard;

  /** Opens a store of one shard that keeps windows of {@link #WINDOW} for an hour. */
  abstract Store openStore(FakeClock clock, CellLayout layout) throws Exception;

  /** Calls the shard on the thread that it belongs to. */
  <T> Future<T> onShard(Supplier<Future<T>> call) {
    return call.get();
  }

  @BeforeEach
  void open() throws Exception {
    store = openStore(time, TestBatches.LAYOUT);
    shard = store.shards().get(0);
    assertThat(await(() -> shard.open(channel))).isZero();
  }

  @AfterEach
  void close() throws Exception {
    store.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void commit_appliesTheFirstOfASequence() throws Exception {
    CommitResult result = commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 3, 7));
    assertThat(result).isEqualTo(CommitResult.applied(1, 1_005_000));
    assertThat(lastSequence(channel)).hasValue(1);
    time.advance(WINDOW);
    assertThat(selectAll().get(0).callsByStamp()).containsExactly(Map.entry(1_005_000L, 3L));
  }

  @Test
  void commit_appliesWhatSkipsASequence() throws Exception {
    assertThat(commit(TestBatches.batch(channel, 9)).outcome())
        .isEqualTo(CommitResult.CommitOutcome.APPLIED);
    assertThat(lastSequence(channel)).hasValue(9);
  }

  @Test
  void commit_ofADuplicateChangesNothing() throws Exception {
    commit(TestBatches.batch(channel, 5).calls(TestBatches.CHECKOUT, 3, 7));
    for (int sequence = 4; sequence <= 5; sequence++) {
      assertThat(commit(TestBatches.batch(channel, sequence).calls(TestBatches.CHECKOUT, 1, 7)))
          .isEqualTo(CommitResult.duplicate(5));
    }
    time.advance(WINDOW);
    assertThat(TestRows.calls(selectAll().get(0).total())).isEqualTo(3);
  }

  @Test
  void commit_onAnUnknownChannelChangesNothing() throws Exception {
    UUID unknown = new UUID(9, 9);
    assertThat(commit(TestBatches.batch(unknown, 1).calls(TestBatches.CHECKOUT, 1, 7)))
        .isEqualTo(CommitResult.unknownChannel());
    assertThat(lastSequence(unknown)).isEmpty();
    time.advance(WINDOW);
    assertThat(selectAll()).isEmpty();
  }

  @Test
  void commits_withoutWaitingTakeEffectInOrder() throws Exception {
    Future<CommitResult> first = begin(TestBatches.batch(channel, 1));
    Future<CommitResult> again = begin(TestBatches.batch(channel, 1));
    Future<CommitResult> second = begin(TestBatches.batch(channel, 2));
    assertThat(get(first).outcome()).isEqualTo(CommitResult.CommitOutcome.APPLIED);
    assertThat(get(again).outcome()).isEqualTo(CommitResult.CommitOutcome.DUPLICATE);
    assertThat(get(second).outcome()).isEqualTo(CommitResult.CommitOutcome.APPLIED);
  }

  @Test
  void open_ofAKnownChannelKeepsItsSequence() throws Exception {
    commit(TestBatches.batch(channel, 4));
    assertThat(await(() -> shard.open(channel))).isEqualTo(4);
    assertThat(lastSequence(channel)).hasValue(4);
  }

  @Test
  void forget_makesAChannelUnknown() throws Exception {
    commit(TestBatches.batch(channel, 1));
    await(() -> shard.forget(channel));
    await(() -> shard.forget(channel));
    assertThat(lastSequence(channel)).isEmpty();
    assertThat(commit(TestBatches.batch(channel, 2)).outcome())
        .isEqualTo(CommitResult.CommitOutcome.UNKNOWN_CHANNEL);
  }

  @Test
  void channels_areThoseThatAreOpen() throws Exception {
    UUID other = new UUID(2, 2);
    await(() -> shard.open(other));
    assertThat(shard.channels()).containsExactlyInAnyOrder(channel, other);
    await(() -> shard.forget(channel));
    assertThat(shard.channels()).containsExactly(other);
  }

  @Test
  void channels_countForThemselves() throws Exception {
    UUID other = new UUID(2, 2);
    await(() -> shard.open(other));
    commit(TestBatches.batch(channel, 7).calls(TestBatches.CHECKOUT, 1, 7));
    commit(TestBatches.batch(other, 1).calls(TestBatches.CHECKOUT, 1, 7));
    time.advance(WINDOW);
    assertThat(TestRows.calls(selectAll().get(0).total())).isEqualTo(2);
  }

  @Test
  void labelSet_canBeNamedByTheNumberThatItWasGiven() throws Exception {
    commit(TestBatches.batch(channel, 1)
        .calls(TestBatches.CHECKOUT, 1, 7)
        .calls(TestBatches.PAYMENT, 1, 7));
    commit(TestBatches.batch(channel, 2, 2).calls(1, 10).calls(0, 20));
    assertCalls(21L, 11L);
  }

  @Test
  void numbers_goOnFromThoseThatTheSenderReliesOn() throws Exception {
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    // Its acknowledgement is lost for good, so the sender gives number 1 another time.
    commit(TestBatches.batch(channel, 2, 1).calls(TestBatches.PAYMENT, 1, 7));
    commit(TestBatches.batch(channel, 3, 1)
        .calls(TestBatches.CHECKOUT, 10, 7)
        .calls(TestBatches.PAYMENT, 10, 7));
    commit(TestBatches.batch(channel, 4, 3).calls(0, 100).calls(1, 200).calls(2, 300));
    assertCalls(311L, 311L);
  }

  @Test
  void numbers_areOfTheirChannel() throws Exception {
    UUID other = new UUID(2, 2);
    await(() -> shard.open(other));
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    commit(TestBatches.batch(other, 1).calls(TestBatches.PAYMENT, 1, 7));
    commit(TestBatches.batch(channel, 2, 1).calls(0, 10));
    commit(TestBatches.batch(other, 2, 1).calls(0, 20));
    assertCalls(11L, 21L);
  }

  @Test
  void commit_relyingOnUnknownNumbersChangesNothing() throws Exception {
    commit(TestBatches.batch(channel, 3).calls(TestBatches.CHECKOUT, 1, 7));
    assertThat(
            commit(TestBatches.batch(channel, 4, 2).calls(0, 1).calls(TestBatches.PAYMENT, 1, 7)))
        .isEqualTo(CommitResult.unknownNumbers(3));
    assertThat(lastSequence(channel)).hasValue(3);
    assertCalls(1L);
  }

  @Test
  void duplicate_isOneWhateverNumbersItReliesOn() throws Exception {
    commit(TestBatches.batch(channel, 3));
    assertThat(commit(TestBatches.batch(channel, 3, 2))).isEqualTo(CommitResult.duplicate(3));
  }

  @Test
  void channelThatWasForgotten_hasNoNumbers() throws Exception {
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    await(() -> shard.forget(channel));
    await(() -> shard.open(channel));
    assertThat(commit(TestBatches.batch(channel, 1, 1).calls(0, 1)).outcome())
        .isEqualTo(CommitResult.CommitOutcome.UNKNOWN_NUMBERS);
  }

  @Test
  void labelSetOfAnUnknownMetric_hasANumberToo() throws Exception {
    commit(TestBatches.batch(channel, 1)
        .unknown(TestBatches.PAYMENT)
        .calls(TestBatches.CHECKOUT, 1, 7));
    commit(TestBatches.batch(channel, 2, 2).calls(0, 10).calls(1, 20));
    assertCalls(21L);
    assertThat(store.stats().skippedEntries()).isEqualTo(2);
  }

  @Test
  void labelSetThatWasForgotten_isNotCountedByItsNumber() throws Exception {
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    time.advance(7_200_000);
    tidy();
    CommitResult numbered = commit(TestBatches.batch(channel, 2, 1).calls(0, 10));
    if (numbered.outcome() == CommitResult.CommitOutcome.UNKNOWN_NUMBERS) {
      commit(TestBatches.batch(channel, 3).calls(TestBatches.CHECKOUT, 10, 7));
    }
    assertCalls(10L);
  }

  /** Seals a window and compares the calls of all label sets, in the order of their births. */
  private void assertCalls(Long... calls) throws Exception {
    time.advance(WINDOW);
    assertThat(selectAll()).extracting(rows -> TestRows.calls(rows.total())).containsExactly(calls);
  }

  @Test
  void entries_ofOneLabelSetAddUp() throws Exception {
    commit(TestBatches.batch(channel, 1)
        .calls(TestBatches.CHECKOUT, 1, 7)
        .calls(TestBatches.PAYMENT, 1, 7)
        .calls(TestBatches.CHECKOUT, 1, 9));
    time.advance(WINDOW);
    assertThat(selectAll())
        .extracting(rows -> TestRows.calls(rows.total()))
        .containsExactly(2L, 1L);
  }

  @Test
  void entry_ofAnUnknownMetricIsSkipped() throws Exception {
    commit(TestBatches.batch(channel, 1)
        .unknown(TestBatches.PAYMENT)
        .calls(TestBatches.CHECKOUT, 1, 7));
    time.advance(WINDOW);
    assertThat(selectAll()).extracting(rows -> rows.labels).containsExactly(TestBatches.CHECKOUT);
    assertThat(store.stats().skippedEntries()).isEqualTo(1);
  }

  @Test
  void labelSet_underTwoMetricsIsCountedApart() throws Exception {
    Increment events = new Increment();
    events.addCalls(5 * Weight.ONE);
    commit(TestBatches.batch(channel, 1)
        .add(Metric.EVENTS, TestBatches.CHECKOUT, events)
        .calls(TestBatches.CHECKOUT, 1, 7));
    commit(TestBatches.batch(channel, 2).add(Metric.EVENTS, TestBatches.CHECKOUT, events));
    time.advance(WINDOW);
    assertThat(select(EnumSet.of(Metric.EVENTS), 0, store.sealedMillis()))
        .extracting(rows -> rows.metric, rows -> TestRows.calls(rows.total()))
        .containsExactly(tuple(Metric.EVENTS, 10L));
    assertThat(select(EnumSet.of(Metric.SPANS), 0, store.sealedMillis()))
        .extracting(rows -> rows.metric, rows -> TestRows.calls(rows.total()))
        .containsExactly(tuple(Metric.SPANS, 1L));
    assertThat(store.stats().labelSets()).isEqualTo(2);
  }

  @Test
  void select_findsEveryMetricThatIsAskedFor() throws Exception {
    TestBatches batch = TestBatches.batch(channel, 1);
    for (Metric metric : Metric.values()) {
      Increment increment = new Increment();
      increment.addCalls(Weight.ONE);
      batch.add(metric, TestBatches.PAYMENT, increment);
    }
    commit(batch);
    time.advance(WINDOW);
    Set<Metric> wanted = EnumSet.of(Metric.CALLS, Metric.SELF_TIME, Metric.RESOURCES);
    assertThat(select(wanted, 0, store.sealedMillis()))
        .extracting(rows -> rows.metric)
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void counts_beyondTheLargest_stayThereAndAreReported() throws Exception {
    Increment many = new Increment();
    many.record(TestBatches.LAYOUT.cellOf(7), Weight.MAX - Weight.ONE, 7);
    commit(TestBatches.batch(channel, 1)
        .add(Metric.SPANS, TestBatches.CHECKOUT, many)
        .calls(TestBatches.PAYMENT, 1, 7));
    assertThat(store.stats().saturatedEntries()).isZero();
    commit(TestBatches.batch(channel, 2).calls(TestBatches.CHECKOUT, 2, 7));
    assertThat(store.stats().saturatedEntries()).isEqualTo(1);
    time.advance(WINDOW);
    commit(TestBatches.batch(channel, 3).calls(TestBatches.CHECKOUT, 3, 7));
    assertThat(store.stats().saturatedEntries()).isEqualTo(2);
    time.advance(WINDOW);
    long most = Weight.MAX / Weight.ONE;
    TestRows checkout = selectAll().get(0);
    assertThat(checkout.callsByStamp())
        .containsExactly(Map.entry(1_005_000L, most), Map.entry(1_010_000L, 3L));
    assertThat(TestRows.calls(checkout.base)).isZero();
    assertThat(select(1_005_000, 1_010_000).get(0).total().calls()).isEqualTo(Weight.MAX);
  }

  @Test
  void exemplars_liveInTheirRows() throws Exception {
    commit(withExemplars(1, 11, 12));
    commit(withExemplars(2, 12, 13));
    time.advance(WINDOW);
    commit(TestBatches.batch(channel, 3).calls(TestBatches.CHECKOUT, 1, 7));
    time.advance(WINDOW);
    commit(withExemplars(4, 14));
    time.advance(WINDOW);
    SelectRequest request = TestRows.request(
        Set.of(Metric.SPANS), List.of(), 0, store.sealedMillis(), Parts.EXEMPLARS, 0, 1 << 20);
    Frame page = page(request);
    assertThat(TestRows.traces(new SelectReply.Reader(page, TestBatches.LAYOUT), 0))
        .containsExactly(
            Map.entry(1_005_000L, List.of(11L, 12L, 13L)), Map.entry(1_015_000L, List.of(14L)));
    assertThat(selectAll().get(0).callsByStamp())
        .containsExactly(
            Map.entry(1_005_000L, 2L), Map.entry(1_010_000L, 1L), Map.entry(1_015_000L, 1L));
  }

  private TestBatches withExemplars(long sequence, long... traces) {
    Exemplars exemplars = new Exemplars(5);
    for (long trace : traces) {
      exemplars.offer(0, trace, 1, 7, false);
    }
    Increment call = new Increment();
    call.record(TestBatches.LAYOUT.cellOf(7), Weight.ONE, 7);
    return TestBatches.batch(channel, sequence)
        .add(Metric.SPANS, TestBatches.CHECKOUT, call, exemplars);
  }

  @Test
  void batch_ofAnotherLayoutIsConverted() throws Exception {
    CellLayout foreign = CellLayout.of(1_000_000, 3_000_000, 8_000_000);
    commit(TestBatches.batch(channel, 1, foreign).calls(TestBatches.CHECKOUT, 2, 5_000_000));
    time.advance(WINDOW);
    Increment total = selectAll().get(0).total();
    assertThat(total.cellCount()).isEqualTo(1);
    assertThat(total.cell(0)).isEqualTo(TestBatches.LAYOUT.cellOf(5_000_000));
    assertThat(total.sumNanos()).isEqualTo(10_000_000);
    assertThat(store.stats().convertedCells()).isEqualTo(1);
  }

  @Test
  void stamps_followTheClock() throws Exception {
    time.advanceTo(1_004_000);
    assertThat(commit(TestBatches.batch(channel, 1)).stampMillis()).isEqualTo(1_005_000);
    time.advanceTo(1_004_001);
    assertThat(commit(TestBatches.batch(channel, 2)).stampMillis()).isEqualTo(1_010_000);
  }

  @Test
  void select_refusesWhatIsNotSealed() throws Exception {
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    assertThat(store.sealedMillis()).isEqualTo(1_000_000);
    SelectRequest early = request(0, 1_005_000);
    assertThatThrownBy(() -> page(early)).isInstanceOf(SelectRefusedException.class);
  }

  @Test
  void select_isNotChangedByLaterCommits() throws Exception {
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    time.advance(WINDOW);
    List<TestRows> before = select(1_000_000, 1_005_000);
    commit(TestBatches.batch(channel, 2)
        .calls(TestBatches.CHECKOUT, 5, 7)
        .calls(TestBatches.PAYMENT, 5, 7));
    time.advance(10 * WINDOW);
    List<TestRows> after = select(1_000_000, 1_005_000);
    assertThat(after).hasSize(1);
    assertThat(after.get(0).callsByStamp()).isEqualTo(before.get(0).callsByStamp());
    assertThat(TestRows.text(after.get(0).base)).isEqualTo(TestRows.text(before.get(0).base));
  }

  @Test
  void sweep_forgetsRowsButNotTheLifetimeTotal() throws Exception {
    commit(TestBatches.batch(channel, 1)
        .calls(TestBatches.CHECKOUT, 1, 7)
        .calls(TestBatches.PAYMENT, 1, 7));
    time.advance(3_000_000);
    commit(TestBatches.batch(channel, 2).calls(TestBatches.CHECKOUT, 2, 7));
    time.advance(3_500_000);
    tidy();
    List<TestRows> left = selectAll();
    assertThat(left).extracting(rows -> rows.labels).containsExactly(TestBatches.CHECKOUT);
    assertThat(left.get(0).callsByStamp()).containsExactly(Map.entry(4_005_000L, 2L));
    assertThat(TestRows.calls(left.get(0).base)).isEqualTo(1);
    assertThat(left.get(0).birthMillis).isEqualTo(1_005_000);
  }

  @Test
  void clockJump_isAProblem() {
    assertThat(store.problem()).isEmpty();
    time.jump(120_000);
    assertThat(store.problem()).isPresent();
  }

  @Test
  void since_isBeforeEverythingThatIsCounted() throws Exception {
    long sinceMillis = store.sinceMillis();
    commit(TestBatches.batch(channel, 1).calls(TestBatches.CHECKOUT, 1, 7));
    time.advance(600_000);
    assertThat(selectAll()).allMatch(rows -> rows.birthMillis > sinceMillis);
    assertThat(store.sinceMillis()).isEqualTo(sinceMillis);
    assertThat(store.evictedMillis()).isZero();
  }

  @Test
  void known_isWhatWasRemembered() throws Exception {
    assertThat(store.known()).isEmpty();
    List<KnownStore> known =
        List.of(new KnownStore(new StoreId(1, 2), "other", 1, KnownStore.Fate.LOST, 5_000));
    store.remember(known).toCompletionStage().toCompletableFuture().get(10, SECONDS);
    assertThat(store.known()).isEqualTo(known);
  }

  @Test
  void stats_countLabelSets() throws Exception {
    commit(TestBatches.batch(channel, 1)
        .calls(TestBatches.CHECKOUT, 1, 7)
        .calls(Labels.of("service_name", "payment"), 1, 7));
    assertThat(store.stats().labelSets()).isEqualTo(2);
    assertThat(store.stats().sizeBytes()).isPositive();
  }

  CommitResult commit(TestBatches batch) throws Exception {
    return get(begin(batch));
  }

  private Future<CommitResult> begin(TestBatches batch) {
    BatchReader reader = new BatchReader(batch.frame(), TestBatches.LAYOUT);
    return onShard(() -> shard.commit(reader));
  }

  OptionalLong lastSequence(UUID id) throws Exception {
    return await(() -> shard.lastSequence(id));
  }

  List<TestRows> selectAll() throws Exception {
    return select(0, store.sealedMillis());
  }

  private List<TestRows> select(long from, long through) {
    return select(EnumSet.allOf(Metric.class), from, through);
  }

  /** Reads a page on this thread, from a view that was made on the shard's. */
  Frame page(SelectRequest request) throws Exception {
    ShardView view = await(() -> Future.succeededFuture(shard.view()));
    return view.page(request, new Cancellation());
  }

  private List<TestRows> select(Set<Metric> metrics, long from, long through) {
    SelectRequest request =
        TestRows.request(metrics, List.of(), from, through, Parts.CELLS, 0, 1 << 20);
    return TestRows.all(request, next -> {
      try {
        return page(next);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  private static SelectRequest request(long from, long through) {
    return TestRows.request(
        Set.of(Metric.SPANS), List.of(), from, through, Parts.CELLS, 0, 1 << 20);
  }

  /** Lets the store do its upkeep. */
  void tidy() {
    ((RowStore) store).tidy();
  }

  <T> T await(Supplier<Future<T>> call) throws Exception {
    return get(onShard(call));
  }

  private static <T> T get(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
