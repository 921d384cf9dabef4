// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.StoreId;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.rows.TestSeries;
import io.redstart.wire.Announcement;
import io.redstart.wire.KnownStore;
import io.redstart.wire.KnownStore.Fate;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the warnings of queries about lost counts, with fake stores on a real event bus. */
class LostCountsTest {
  private static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final StoreId PREDECESSOR = new StoreId(0, 1);
  private static final long NOW = 10_000_000;
  private static final long RETURN = NOW - 600_000;
  private static final String BEGAN_ANEW =
      "aggregator \"b\" lost its counts and knows only those since 1970-01-01T02:36:40Z:"
          + " what it counted before is missing from this answer";
  private static final String SILENT =
      "aggregator \"b\" does not answer: what it counted is missing from this answer";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private FakeStore store(String name) {
    return new FakeStore(vertx, name, 1, LAYOUT).seal(NOW).count(CART, NOW - 60_000, 1_000_000);
  }

  private RedStores open(int liveStores) {
    return open(false, Set.of(), liveStores);
  }

  private RedStores open(boolean failWhenMissing, Set<String> forgotten, int liveStores) {
    SourceConfig usual = TestConfig.source();
    SourceConfig config = new SourceConfig(
        usual.spanMetrics(), usual.views(), usual.retention(), failWhenMissing, forgotten);
    return new OpenedStores(vertx, NOW).open(config, liveStores);
  }

  private static KnownStore lost(StoreId store, String name, long atMillis) {
    return new KnownStore(store, name, 0, Fate.LOST, atMillis);
  }

  private static List<String> warnings(RedStores stores, long fromMillis) {
    Selection selection = TestSeries.selection("calls", fromMillis, NOW);
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(limits, source -> {
      RedView view = source.open(NOW, limits);
      TestSeries.select(view, selection);
      return view.warnings();
    });
  }

  private static void await(Supplier<List<String>> warnings, String... wanted) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    List<String> seen = warnings.get();
    while (!seen.equals(List.of(wanted)) && System.nanoTime() < deadlineNanos) {
      seen = warnings.get();
    }
    assertThat(seen).containsExactly(wanted);
  }

  private static final String INCOMPLETE =
      "aggregator \"b\" does not answer, and its copy kept by \"a\" may lack what it counted last:"
          + " this can be missing from this answer";

  private static void awaitCopy(RedStores stores) {
    Awaitility.await()
        .until(() -> stores.heard().toCompletionStage().toCompletableFuture().get().live().stream()
            .anyMatch(Announcement::isReplica));
  }

  @Test
  void copyThatWasInStep_isReadWithoutAWarning() {
    FakeStore b = store("b").follow("a").copy("a").start();
    RedStores stores = open(1);
    b.kill();
    awaitCopy(stores);
    assertThat(warnings(stores, RETURN)).isEmpty();
  }

  @Test
  void copyOfAStoreThatWasAlone_isReadWithAWarningUntilItIsBack() {
    FakeStore b = store("b").copy("a").start();
    RedStores stores = open(1);
    b.kill();
    awaitCopy(stores);
    assertThat(warnings(stores, RETURN)).containsExactly(INCOMPLETE);
    b.start();
    await(() -> warnings(stores, RETURN));
  }

  @Test
  void copyOfAStoreThatWasNeverHeard_isReadWithAWarning() {
    store("b").copy("a");
    assertThat(warnings(open(1), RETURN)).containsExactly(INCOMPLETE);
    assertThat(warnings(open(false, Set.of("b"), 1), RETURN)).isEmpty();
    RedStores strict = open(true, Set.of(), 1);
    assertThatThrownBy(() -> warnings(strict, RETURN))
        .isInstanceOf(PromqlException.class)
        .hasMessage(INCOMPLETE);
  }

  @Test
  void storeThatBeganAnew_isNamedInAnswersThatBeginBefore() {
    store("a").tell(lost(PREDECESSOR, "b", RETURN - 60_000)).start();
    store("b").since(RETURN).start();
    RedStores stores = open(2);

    assertThat(warnings(stores, RETURN - 5_000)).containsExactly(BEGAN_ANEW);
    assertThat(warnings(stores, RETURN - 1)).containsExactly(BEGAN_ANEW);
    assertThat(warnings(stores, RETURN)).isEmpty();
  }

  /** Queries a number of seconds after the store's return; some reach back before it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "calls                                                      | 300 | false",
        "calls                                                      | 299 | true",
        "calls offset 5m                                            | 600 | false",
        "calls offset 5m                                            | 599 | true",
        "rate(calls[10m])                                           | 600 | false",
        "rate(calls[10m])                                           | 599 | true",
        "rate(calls[5m] offset 5m1s)                                | 600 | true",
        "sum(rate(calls[1m])) / sum(rate(calls[15m]))               | 600 | true",
        "histogram_quantile(0.9, rate(duration_bucket[11m]))        | 600 | true",
        "histogram_quantile(0.9, rate(duration_bucket[5m]))         | 600 | false",
        "target_info offset 6m                                      | 600 | true",
        "1 + 1                                                      | 0   | false"
      })
  void lookbackRangeAndOffset_count(String query, long secondsAfterReturn, boolean isWarned) {
    store("a").tell(lost(PREDECESSOR, "b", RETURN)).start();
    store("b").since(RETURN).start();
    RedStores stores = open(2);
    PromqlEngine engine = new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
    long time = RETURN + secondsAfterReturn * 1_000;
    QueryLimits limits = QueryLimits.unlimited();

    assertThat(stores
            .read(limits, source -> engine.instant(query, time, source, limits))
            .warnings())
        .isEqualTo(isWarned ? List.of(BEGAN_ANEW) : List.of());
    assertThat(stores
            .read(
                limits, source -> engine.range(query, time, time + 60_000, 15_000, source, limits))
            .warnings())
        .isEqualTo(isWarned ? List.of(BEGAN_ANEW) : List.of());
  }

  @Test
  void listingsAndExemplars_areWarnedOf() {
    store("a").tell(lost(PREDECESSOR, "b", RETURN)).start();
    store("b").since(RETURN).start();
    RedStores stores = open(2);
    QueryLimits limits = QueryLimits.unlimited();
    Selection early = TestSeries.selection("calls", RETURN - 5_000, NOW);

    assertThat(stores.<List<String>>read(limits, source -> {
          RedView view = source.open(NOW, limits);
          view.series(early, new Found<>(limits, one -> 0));
          return view.warnings();
        }))
        .containsExactly(BEGAN_ANEW);
    assertThat(stores.<List<String>>read(limits, source -> {
          RedView view = source.open(NOW, limits);
          view.exemplars(early, new FoundExemplars(10, limits));
          assertThat(source.isIncomplete()).isTrue();
          return view.warnings();
        }))
        .containsExactly(BEGAN_ANEW);
  }

  @Test
  void storeThatIsNew_hasLostNothing() {
    store("a").start();
    store("b").since(RETURN).start();
    assertThat(warnings(open(2), NOW - 3_600_000)).isEmpty();
  }

  @Test
  void storeThatEnded_isNamedUntilItsWindowsAreTooOldToBeRead() {
    long retention = TestConfig.source().retentionMillis();
    store("a")
        .tell(lost(new StoreId(0, 2), "b", RETURN))
        .tell(lost(new StoreId(0, 3), "c", NOW - retention - 1))
        .start();
    RedStores stores = open(1);

    assertThat(warnings(stores, 0))
        .containsExactly("aggregator \"b\" ended at 1970-01-01T02:36:40Z, and its counts with it:"
            + " what it counted is missing from this answer");
    assertThat(warnings(stores, RETURN)).isEmpty();
  }

  @Test
  void storeThatRanShortOfMemory_isNamedInAnswersThatReachBackThatFar() {
    store("a").evict(RETURN).start();
    RedStores stores = open(1);

    assertThat(warnings(stores, RETURN - 5_000))
        .containsExactly("aggregator \"a\" ran short of memory and forgot windows through"
            + " 1970-01-01T02:36:40Z: what it counted in them is missing from this answer");
    assertThat(warnings(stores, RETURN)).isEmpty();
  }

  @Test
  void queryThatMustBeComplete_failsWhenItBeginsBeforeALoss() {
    store("a").tell(lost(PREDECESSOR, "b", RETURN)).start();
    store("b").since(RETURN).start();
    RedStores stores = open(true, Set.of(), 2);

    assertThatThrownBy(() -> warnings(stores, RETURN - 5_000))
        .isInstanceOf(PromqlException.class)
        .hasMessage(BEGAN_ANEW);
    assertThat(warnings(stores, RETURN)).isEmpty();
  }

  @Test
  void storeThatSpeaksAgain_isReadAndMissedAgain() {
    store("a").start();
    FakeStore thawed = store("b").start();
    RedStores stores = open(2);
    FakeStore other =
        store("b").since(NOW - 10_000).tell(lost(thawed.id(), "b", NOW)).start();
    await(() -> warnings(stores, NOW - 60_000));

    other.stop(NOW);
    String gone =
        "aggregator \"b\" lost its counts and knows only those since 1970-01-01T02:46:40Z:"
            + " what it counted before is missing from this answer";
    await(() -> warnings(stores, NOW - 60_000), gone);
    thawed.kill();
    await(
        () -> warnings(stores, NOW - 60_000),
        SILENT,
        "aggregator \"b\" ended at 1970-01-01T02:46:40Z, and its counts with it: what it counted is"
            + " missing from this answer");
  }

  @Test
  void forgottenAggregator_isMissedOnlyAfterItWasHeardAgain() {
    store("a")
        .tell(KnownStore.expected(new StoreId(0, 2), "b"))
        .tell(lost(new StoreId(0, 3), "b", RETURN))
        .start();
    RedStores stores = open(false, Set.of("b"), 1);
    assertThat(warnings(stores, RETURN - 5_000)).isEmpty();

    FakeStore b = store("b").since(NOW - 5_000).start();
    OpenedStores.awaitLive(stores, 2);
    assertThat(warnings(stores, RETURN - 5_000)).isEmpty();
    b.kill();
    assertThat(warnings(stores, RETURN - 5_000)).containsExactly(SILENT);
  }
}
