// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.LabelSets;
import io.redstart.wire.Placement;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The balance and the messages of up to a hundred aggregators with a million label sets. */
final class ScalingTest {
  private static final int AGGREGATORS = 100;
  private static final int LABEL_SETS = 1_000_000;
  private static final int SLOTS_CHANGED_ON_A_JOIN = LabelSets.SLOTS / (AGGREGATORS + 1);
  private static final int REQUESTS = 200;
  private static final long SEED = 14;

  /** The default of {@code ingest.batch_interval}. */
  private static final int INTERVAL_MILLIS = 50;

  private static final Percentage WITHIN = Percentage.withPercentage(2);

  /** By slot: how many of the label sets it has. */
  private static final int[] SETS_OF_SLOT = setsOfSlot();

  private static int[] setsOfSlot() {
    int[] sets = new int[LabelSets.SLOTS];
    for (int number = 0; number < LABEL_SETS; number++) {
      sets[labelSet(number).slot()]++;
    }
    return sets;
  }

  /** A thousand services of a thousand operations. */
  private static LabelSet labelSet(int number) {
    return LabelSet.of(
        Metric.SPANS,
        Labels.of(
            "service_name", "service-" + number / 1_000, "span_name", "GET /" + number % 1_000));
  }

  private static List<StoreId> stores(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    return IntStream.range(0, count)
        .mapToObj(i -> new StoreId(random.nextLong(), random.nextLong()))
        .toList();
  }

  private static int[] labelSetsOfStores(int stores) {
    Placement placement = new Placement(stores(stores));
    int[] owned = new int[stores];
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      owned[placement.first(slot)] += SETS_OF_SLOT[slot];
    }
    return owned;
  }

  private static double busiestShare(int stores) {
    double mean = (double) LABEL_SETS / stores;
    return Arrays.stream(labelSetsOfStores(stores)).max().orElseThrow() / mean;
  }

  @Test
  void balance_isWithinATenthForEightAndAQuarterForAHundred() {
    assertThat(busiestShare(2)).isLessThan(1.02);
    assertThat(busiestShare(8)).isLessThan(1.06);
    assertThat(busiestShare(32)).isLessThan(1.15);
    assertThat(busiestShare(AGGREGATORS)).isLessThan(1.25);
  }

  @Test
  void joining_movesOnlyTheShareOfTheNewcomer() {
    Placement before = new Placement(stores(AGGREGATORS));
    Placement after = new Placement(stores(AGGREGATORS + 1));
    int moved = 0;
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      if (after.first(slot) != before.first(slot)) {
        assertThat(after.first(slot)).isEqualTo(AGGREGATORS);
        moved++;
      }
    }
    assertThat(moved).isCloseTo(SLOTS_CHANGED_ON_A_JOIN, Offset.offset(40));
  }

  @Test
  void leaving_spreadsItsLabelSetsOverAllOthers() {
    Placement placement = new Placement(stores(AGGREGATORS));
    int[] inherited = new int[AGGREGATORS];
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      if (placement.first(slot) == 0) {
        inherited[placement.second(slot)] += SETS_OF_SLOT[slot];
      }
    }
    int left = labelSetsOfStores(AGGREGATORS)[0];
    assertThat(Arrays.stream(inherited).max().orElseThrow()).isLessThan(left / 10);
  }

  /**
   * Sends requests of 500 spans through one ingest verticle, and returns how many messages each of
   * them costs. A message and its reply take 2 ms.
   *
   * @param services how many services the spans of a request may have, of a thousand operations each
   * @param everyMillis the time between requests
   */
  private static double messagesPerRequest(
      int aggregators, int services, int everyMillis, int batchIntervalMillis) {
    SimulatedTime time = new SimulatedTime();
    List<FakeStore> stores = IntStream.rangeClosed(1, aggregators)
        .mapToObj(number -> new FakeStore(number, 1, time))
        .toList();
    ShardRouter router = Routers.over(
        new SimulatedBus(time, stores), time, SEED, new SimpleMeterRegistry(), batchIntervalMillis);
    router.storesChanged(stores.stream().map(FakeStore::announcement).toList());
    time.run(10);
    SplittableRandom random = new SplittableRandom(SEED);
    List<Future<SubmissionOutcome>> answers = new ArrayList<>();
    for (int request = 0; request < REQUESTS; request++) {
      answers.add(router.submit(request(random, services)));
      time.run(everyMillis);
    }
    time.run(1_000);
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.result()).isInstanceOf(SubmissionOutcome.Accepted.class));
    return (double) stores.stream().mapToLong(store -> store.batches().size()).sum() / REQUESTS;
  }

  private static Fold request(SplittableRandom random, int services) {
    Fold fold = new Fold(TestMemory.batches());
    int first = random.nextInt(1_000 - services + 1);
    for (int span = 0; span < 500; span++) {
      int service = first + random.nextInt(services);
      fold.record(labelSet(service * 1_000 + random.nextInt(40)), 0, Weight.ONE, 1_000);
    }
    return fold;
  }

  @Test
  void messages_areOneForEachAggregatorAtALowRate() {
    assertThat(messagesPerRequest(1, 1, 100, INTERVAL_MILLIS)).isEqualTo(1);
    assertThat(messagesPerRequest(8, 100, 100, INTERVAL_MILLIS)).isCloseTo(8, WITHIN);
    // One service of 40 operations does not reach them all.
    assertThat(messagesPerRequest(100, 1, 100, INTERVAL_MILLIS)).isCloseTo(33, WITHIN);
    assertThat(messagesPerRequest(100, 100, 100, INTERVAL_MILLIS)).isCloseTo(99, WITHIN);
  }

  @Test
  void messages_becomeFewerWithTheRate() {
    assertThat(messagesPerRequest(8, 100, 10, INTERVAL_MILLIS)).isLessThan(2);
    assertThat(messagesPerRequest(8, 100, 5, INTERVAL_MILLIS)).isLessThan(1.1);
    assertThat(messagesPerRequest(100, 100, 5, INTERVAL_MILLIS)).isLessThan(12);
    assertThat(messagesPerRequest(8, 100, 5, 0)).as("without a pause").isCloseTo(8, WITHIN);
  }
}
