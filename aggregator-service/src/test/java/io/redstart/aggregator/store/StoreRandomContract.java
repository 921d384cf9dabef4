// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.SelectRequest.Parts;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commits, repetitions, pauses and selections in any order, compared with a plain list of everything
 * that was counted.
 */
abstract class StoreRandomContract {
  private static final long WINDOW = 5_000;
  private static final long RETENTION_MILLIS = 3_600_000;
  private static final int STEPS = 4_000;
  private static final CellLayout LAYOUT = TestBatches.LAYOUT;

  private record Observation(Labels labels, long stampMillis, Increment increment) {}

  private final FakeClock time = FakeClock.at(1_000_000_000);
  private final List<Observation> observations = new ArrayList<>();
  private final Map<UUID, Long> sequences = new HashMap<>();
  /** By channel: the label sets that have a number on it. */
  private final Map<UUID, List<Labels>> numbered = new HashMap<>();

  private long numberedEntries;
  private SplittableRandom random = new SplittableRandom();
  private String seedText = "";
  private StoreShard shard;
  private RowStore store;

  /** Opens a store of one shard, without a tight limit. */
  abstract RowStore openStore(FakeClock clock, CellLayout layout) throws Exception;

  /** Returns what the store keeps: windows of 5 s for an hour, and perhaps coarser ones. */
  abstract List<StoreConfig.Tier> retention();

  /** Returns whether opening the store again finds what was in it. */
  abstract boolean outlivesItsProcess();

  /** Does what an implementation wants between two steps. */
  void betweenSteps(SplittableRandom ofTest) throws Exception {}

  /** Hears of what the store answered. */
  void answered(SelectRequest request, List<TestRows> rows) {}

  /** Calls the shard on the thread that it belongs to. */
  <T> Future<T> onShard(Supplier<Future<T>> call) {
    return call.get();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void selections_equalTheListOfObservations(long seed) throws Exception {
    random = new SplittableRandom(seed);
    seedText = "seed " + seed;
    store = openStore(time, LAYOUT);
    shard = store.shards().get(0);
    for (int step = 0; step < STEPS; step++) {
      betweenSteps(random);
      switch (random.nextInt(20)) {
        case 0 -> select();
        case 1 -> time.advance(random.nextInt(60_000));
        case 2 -> repeat();
        case 3 -> sweep();
        case 4 -> pauseNowAndThen();
        case 5 -> restartNowAndThen();
        default -> {
          time.advance(random.nextInt(2_000));
          commit();
        }
      }
    }
    assertThat(numberedEntries).as(seedText).isGreaterThan(STEPS / 2);
    store.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private void pauseNowAndThen() {
    if (random.nextInt(40) == 0) {
      time.advance(random.nextLong(2 * RETENTION_MILLIS));
    }
  }

  private void restartNowAndThen() throws Exception {
    if (!outlivesItsProcess() || random.nextInt(10) != 0) {
      return;
    }
    if (random.nextBoolean()) {
      store.abandon();
    } else {
      store.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
    time.advance(random.nextInt(3) * random.nextInt(60_000));
    store = openStore(time, LAYOUT);
    shard = store.shards().get(0);
    numbered.values().forEach(List::clear);
    assertThat(shard.channels())
        .as(seedText)
        .containsExactlyInAnyOrderElementsOf(sequences.keySet());
  }

  private void commit() throws Exception {
    UUID channel = new UUID(0, random.nextInt(3));
    if (!sequences.containsKey(channel)) {
      await(() -> shard.open(channel));
      sequences.put(channel, 0L);
      numbered.put(channel, new ArrayList<>());
    }
    List<Labels> known = numbered.get(channel);
    if (random.nextInt(8) == 0) {
      // The sender never saw the acknowledgements of the last few.
      known.subList(random.nextInt(1 + known.size()), known.size()).clear();
    }
    if (commit(channel, known) == CommitResult.CommitOutcome.UNKNOWN_NUMBERS) {
      known.clear();
      assertThat(commit(channel, known)).as(seedText).isEqualTo(CommitResult.CommitOutcome.APPLIED);
    }
  }

  private CommitResult.CommitOutcome commit(UUID channel, List<Labels> known) throws Exception {
    long sequence = sequences.merge(channel, 1L + random.nextInt(2), Long::sum);
    List<Observation> entries = new ArrayList<>();
    List<Labels> spelledOut = new ArrayList<>();
    TestBatches batch = TestBatches.batch(channel, sequence, known.size());
    for (int i = random.nextInt(6); i >= 0; i--) {
      Labels labels = Labels.of("span_name", "operation " + random.nextInt(12));
      Increment increment = randomIncrement();
      int number = known.indexOf(labels);
      if (number >= 0) {
        batch.add(number, increment);
      } else {
        batch.add(Metric.SPANS, labels, increment);
        spelledOut.add(labels);
      }
      entries.add(new Observation(labels, 0, increment));
    }
    CommitResult result = send(batch);
    if (result.outcome() == CommitResult.CommitOutcome.APPLIED) {
      for (Observation entry : entries) {
        observations.add(new Observation(entry.labels, result.stampMillis(), entry.increment));
      }
      numberedEntries += entries.size() - spelledOut.size();
      known.addAll(spelledOut);
    }
    return result.outcome();
  }

  private Increment randomIncrement() {
    Increment increment = new Increment();
    for (int i = random.nextInt(4); i >= 0; i--) {
      long nanos = random.nextLong(1L << random.nextInt(1, 40));
      long weight = random.nextInt(4) == 0 ? 1 + random.nextLong(5 * Weight.ONE) : Weight.ONE;
      increment.record(LAYOUT.cellOf(nanos), weight, Weight.times(nanos, weight));
    }
    return increment;
  }

  private void repeat() throws Exception {
    for (Map.Entry<UUID, Long> channel : sequences.entrySet()) {
      long sequence = 1 + random.nextLong(channel.getValue());
      CommitResult result = send(TestBatches.batch(channel.getKey(), sequence)
          .add(Metric.SPANS, TestBatches.CHECKOUT, randomIncrement()));
      assertThat(result).as(seedText).isEqualTo(CommitResult.duplicate(channel.getValue()));
    }
  }

  private CommitResult send(TestBatches batch) throws Exception {
    BatchReader reader = new BatchReader(batch.frame(), LAYOUT);
    return await(() -> shard.commit(reader));
  }

  private void sweep() {
    store.tidy();
  }

  private void select() throws Exception {
    long sealed = store.sealedMillis();
    // Within the retention, so that nothing that is asked for can have been forgotten.
    long windows = (random.nextBoolean() ? keptMillis() : RETENTION_MILLIS) / WINDOW;
    long through = sealed - WINDOW * (random.nextBoolean() ? 0 : random.nextLong(windows));
    long from = through - WINDOW * random.nextLong(1 + (through - sealed) / WINDOW + windows);
    Parts parts = Parts.values()[random.nextInt(3)];
    if (random.nextInt(3) == 0) {
      // As for a scrape: all that was ever counted.
      through = sealed;
      from = sealed;
      parts = Parts.CELLS;
    }
    SelectRequest request =
        request(from, through, tiers(sealed, from, through), parts, 1 + random.nextInt(2_000));
    Map<Labels, TestRows> found = new HashMap<>();
    List<TestRows> all = TestRows.all(request, this::page);
    answered(request, all);
    for (TestRows rows : all) {
      assertThat(found.put(rows.labels, rows)).as(seedText).isNull();
    }
    compare(request, sealed, found);
  }

  /** Returns the windows that a query asks for, which depend on the age of the range alone. */
  private List<SelectRequest.Tier> tiers(long sealed, long from, long through) {
    List<SelectRequest.Tier> tiers = new ArrayList<>();
    if (retention().size() > 1) {
      long coarse = retention().get(1).window().toMillis();
      long boundary = (sealed - RETENTION_MILLIS) / coarse * coarse;
      if (from < boundary) {
        // A range that ends inside a coarse window asks for the whole window.
        long end = Math.min(boundary, (through + coarse - 1) / coarse * coarse);
        tiers.add(new SelectRequest.Tier(coarse, end));
      }
    }
    if (tiers.isEmpty() || tiers.get(0).throughMillis() < through) {
      tiers.add(new SelectRequest.Tier(WINDOW, through));
    }
    return tiers;
  }

  private static SelectRequest request(
      long from, long through, List<SelectRequest.Tier> tiers, Parts parts, int maxBytes) {
    long windowMillis = tiers.get(0).windowMillis();
    return new SelectRequest(
        SelectRequest.Share.all(new StoreId(0, 1)),
        Set.of(Metric.SPANS),
        List.of(),
        Math.min(from, tiers.get(0).throughMillis()) / windowMillis * windowMillis,
        tiers,
        parts,
        0,
        maxBytes);
  }

  private Frame page(SelectRequest request) {
    try {
      return await(() -> Future.succeededFuture(shard.view())).page(request, new Cancellation());
    } catch (Exception e) {
      throw new AssertionError(seedText, e);
    }
  }

  private void compare(SelectRequest request, long sealed, Map<Labels, TestRows> found) {
    Map<Labels, List<Observation>> lives = new HashMap<>();
    for (Observation one : observations) {
      lives.computeIfAbsent(one.labels, labels -> new ArrayList<>()).add(one);
    }
    lives.forEach((labels, all) -> {
      TestRows rows = found.remove(labels);
      boolean recent = all.stream()
          .anyMatch(one -> one.stampMillis > sealed - keptMillis()
              && one.stampMillis <= request.throughMillis());
      if (rows == null) {
        assertThat(recent).as(seedText + " lost " + labels).isFalse();
      } else {
        compare(request, rows, all);
      }
    });
    assertThat(found).as(seedText).isEmpty();
  }

  private long keptMillis() {
    return retention().get(retention().size() - 1).duration().toMillis();
  }

  /** Compares with what was counted since the birth: a label set may have been forgotten before. */
  private void compare(SelectRequest request, TestRows rows, List<Observation> all) {
    Increment base = new Increment();
    Map<Long, Increment> expected = new TreeMap<>();
    long lastMillis = 0;
    for (Observation one : all) {
      long stamp = one.stampMillis;
      if (stamp < rows.birthMillis || stamp > request.throughMillis()) {
        continue;
      }
      lastMillis = stamp;
      if (stamp <= request.fromMillis()) {
        base.add(one.increment);
      } else {
        expected
            .computeIfAbsent(rowStamp(request, stamp), none -> new Increment())
            .add(one.increment);
      }
    }
    // Where only coarse windows are left, the last one is known no better.
    assertThat(rows.lastMillis)
        .as(seedText)
        .isIn(lastMillis, rowStamp(request, lastMillis), (lastMillis + 59_999) / 60_000 * 60_000);
    if (request.parts() == Parts.LABELS) {
      assertThat(rows.rows).as(seedText).isEmpty();
      return;
    }
    boolean cells = request.parts() == Parts.CELLS;
    assertThat(text(rows.base, true)).as(seedText).isEqualTo(text(base, cells));
    assertThat(texts(rows.rows, true)).as(seedText).isEqualTo(texts(expected, cells));
  }

  /** Returns the end of the window that a request wants at a stamp. */
  private static long rowStamp(SelectRequest request, long stamp) {
    for (SelectRequest.Tier tier : request.tiers()) {
      if (stamp <= tier.throughMillis()) {
        return (stamp + tier.windowMillis() - 1) / tier.windowMillis() * tier.windowMillis();
      }
    }
    throw new AssertionError("stamp " + stamp + " of " + request);
  }

  private static Map<Long, String> texts(Map<Long, Increment> rows, boolean cells) {
    Map<Long, String> texts = new TreeMap<>();
    rows.forEach((stamp, row) -> texts.put(stamp, text(row, cells)));
    return texts;
  }

  private static String text(Increment increment, boolean cells) {
    Increment shown = new Increment();
    if (cells) {
      shown.add(increment);
    } else {
      shown.addCalls(increment.calls());
      shown.addSum(increment.sumHigh(), increment.sumLow());
    }
    return TestRows.text(shown);
  }

  private <T> T await(Supplier<Future<T>> call) throws Exception {
    return onShard(call).toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
