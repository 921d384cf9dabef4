// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.source.rows.TestSeries;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.wire.Protocol;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests reading over a real event bus from fake stores. */
class RedStoresTest {
  private static final Labels CART = Labels.of("job", "shop", "service_name", "cart");
  private static final Labels PAY = Labels.of("job", "shop", "service_name", "pay");
  private static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();
  private static final long NOW = 200_000;

  private final Vertx vertx = Vertx.vertx();
  private final OpenedStores opener = new OpenedStores(vertx, NOW);

  private QueryLimits limits = QueryLimits.unlimited();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private RedStores open(int liveStores) {
    return open(TestConfig.source(), liveStores);
  }

  private RedStores open(SourceConfig config, int liveStores) {
    return opener.open(config, liveStores);
  }

  private FakeStore store(String name) {
    return new FakeStore(vertx, name, 2, LAYOUT).seal(NOW);
  }

  private Map<Labels, Map<Long, Double>> select(RedStores stores, String name) {
    return stores.read(
        limits,
        source -> TestSeries.byLabels(TestSeries.select(source.open(NOW, limits), last(name))));
  }

  /** Selects the last 10 s. */
  private static Selection last(String name) {
    return TestSeries.selection(name, NOW - 10_000, NOW);
  }

  private List<String> warnings(RedStores stores) {
    return stores.read(limits, source -> {
      RedView view = source.open(NOW, limits);
      TestSeries.select(view, last("calls"));
      assertThat(source.isIncomplete()).isEqualTo(!view.warnings().isEmpty());
      return view.warnings();
    });
  }

  @Test
  void select_readsEveryPageOfEveryShard() {
    FakeStore store = store("a");
    for (int i = 0; i < 50; i++) {
      store.count(CART.with("span_name", "s" + i), 190_000, 1_000_000);
    }
    store.start();

    assertThat(select(open(1), "calls"))
        .hasSize(50)
        .allSatisfy((labels, samples) ->
            assertThat(samples).containsExactly(entry(195L, 1.0), entry(200L, 1.0)));
    assertThat(store.requests())
        .hasSizeGreaterThan(10)
        .allSatisfy(request -> assertThat(request.parts()).isEqualTo(SelectRequest.Parts.CALLS));
  }

  @Test
  void select_addsWhatALabelSetLeftOnSeveralStores() {
    store("a").count(CART, 150_000, 1_000_000).count(CART, 195_000, 1_000_000).start();
    store("b").count(CART, 195_000, 1_000_000).count(CART, 200_000, 1_000_000).start();

    assertThat(select(open(2), "calls_total"))
        .containsOnly(
            entry(CART.with(Labels.METRIC_NAME, "calls_total"), Map.of(195L, 3.0, 200L, 4.0)));
  }

  @Test
  void select_ofListedNamesShowsEachOnce() {
    store("a").count(CART, 195_000, 1_000_000).start();
    RedStores stores = open(1);
    Selection any = new Selection(
        List.of(LabelMatcher.of(Labels.METRIC_NAME, Op.MATCHES, ".+")), NOW - 5_000, NOW);

    List<Series> series =
        stores.read(limits, source -> TestSeries.select(source.open(NOW, limits), any));

    assertThat(series)
        .extracting(one -> one.labels().get(Labels.METRIC_NAME))
        .containsExactlyInAnyOrder(
            "traces_span_metrics_calls_total",
            "traces_span_metrics_duration_milliseconds_sum",
            "traces_span_metrics_duration_milliseconds_count",
            "traces_span_metrics_duration_milliseconds_bucket",
            "traces_span_metrics_duration_milliseconds_bucket",
            "traces_span_metrics_duration_milliseconds_bucket",
            "traces_span_metrics_duration_milliseconds_bucket");
  }

  @Test
  void select_addsWhatWasCountedTogetherAndApart() {
    store("a")
        .count(CART, 190_000, 1_000_000)
        .count(Metric.CALLS, CART, 195_000, 1_000_000)
        .count(Metric.DURATION, CART, 200_000, 1_000_000)
        .count(Metric.EVENTS, CART, 195_000, 1_000_000)
        .count(Metric.SELF_TIME, CART, 195_000, 3_000_000)
        .start();
    RedStores stores = open(1);

    assertThat(select(stores, "calls").values()).containsExactly(Map.of(195L, 2.0, 200L, 2.0));
    assertThat(select(stores, "duration_count").values())
        .containsExactly(Map.of(195L, 1.0, 200L, 2.0));
    assertThat(select(stores, "events_total").values())
        .containsExactly(Map.of(195L, 1.0, 200L, 1.0));
    assertThat(select(stores, "self_time_seconds_sum").values())
        .containsExactly(Map.of(195L, 0.003, 200L, 0.003));
    List<Series> fine = stores.read(
        limits,
        source ->
            TestSeries.select(source.open(NOW, limits), last("self_time_bucket").ofHistograms()));
    assertThat(fine).hasSize(1);
  }

  @Test
  void select_picksBucketsByNumber() {
    store("a").count(CART, 195_000, 50_000_000).start();
    RedStores stores = open(1);
    List<LabelMatcher> matchers = List.of(
        LabelMatcher.equal(Labels.METRIC_NAME, "duration_seconds_bucket"),
        LabelMatcher.equal("le", "0.10"));

    List<Series> series = stores.read(
        limits,
        source ->
            TestSeries.select(source.open(NOW, limits), new Selection(matchers, NOW - 5_000, NOW)));

    assertThat(series).singleElement().satisfies(one -> {
      assertThat(one.labels().get("le")).isEqualTo("0.1");
      assertThat(one.value(0)).isEqualTo(1);
    });
  }

  @Test
  void select_ofHistogramsIsInTheUnitOfTheName() {
    store("a").count(CART, 195_000, 50_000_000).start();
    RedStores stores = open(1);

    List<Series> fine = stores.read(
        limits,
        source -> TestSeries.select(
            source.open(NOW, limits), last("duration_seconds_bucket").ofHistograms()));

    assertThat(fine).singleElement().satisfies(one -> {
      assertThat(one.labels()).isEqualTo(CART.with(Labels.METRIC_NAME, "duration_seconds_bucket"));
      BucketCursor buckets = one.histogram(0).buckets();
      assertThat(buckets.next()).isTrue();
      assertThat(buckets.lower()).isLessThan(0.05);
      assertThat(buckets.upper()).isGreaterThanOrEqualTo(0.05).isLessThan(0.0504);
      assertThat(buckets.next()).isFalse();
    });
  }

  @Test
  void offersHistograms_ofBucketsOnly() {
    store("a").count(CART, 195_000, 50_000_000).start();
    RedStores stores = open(1);

    assertThat(stores.<List<Boolean>>read(
            limits,
            source -> List.of(
                source.offersHistograms(last("duration_bucket").matchers()),
                source.offersHistograms(last("calls_total").matchers()))))
        .containsExactly(true, false);
  }

  @Test
  void open_withoutAnyStoreIsEmptyAndSaysSo() {
    RedStores stores = open(0);
    assertThat(select(stores, "calls")).isEmpty();
    assertThat(warnings(stores))
        .singleElement(STRING)
        .startsWith("no aggregator has ever been seen");
  }

  @Test
  void open_withASilentStoreNamesIt() {
    store("a").count(CART, 195_000, 1_000_000).start();
    FakeStore b = store("b").count(CART, 195_000, 1_000_000).start();
    RedStores stores = open(2);
    b.kill();

    assertThat(warnings(stores))
        .containsExactly(
            "aggregator \"b\" does not answer: what it counted is missing from this answer");
    assertThat(select(stores, "calls").values()).containsExactly(Map.of(195L, 1.0, 200L, 1.0));
  }

  @Test
  void open_warnsOfAStoreOfAnUnknownVersion() {
    store("a").count(CART, 195_000, 1_000_000).start();
    store("b").speak(Protocol.GREATEST + 1).count(CART, 195_000, 1_000_000).start();
    FakeStore c = store("c").start();
    RedStores stores = open(2);
    c.kill();

    assertThat(warnings(stores))
        .containsExactly(
            "aggregator \"b\" speaks versions 2 to 2 of the protocol, the query service speaks 1 to"
                + " 1: what it counted is missing from this answer",
            "aggregator \"c\" does not answer: what it counted is missing from this answer");
    assertThat(select(stores, "calls").values()).containsExactly(Map.of(195L, 1.0, 200L, 1.0));
  }

  @Test
  void open_failsIfSetToWhenAStoreIsSilent() {
    FakeStore a = store("a").start();
    SourceConfig lenient = TestConfig.source();
    RedStores stores = open(
        new SourceConfig(
            lenient.spanMetrics(), SourceConfig.Views.DEFAULT, lenient.retention(), true, Set.of()),
        1);
    a.kill();

    assertThatThrownBy(() -> warnings(stores))
        .isInstanceOf(PromqlException.class)
        .hasMessageContaining("aggregator \"a\" does not answer");
  }

  @Test
  void open_countsALaggardAsMissing() {
    store("a").count(CART, 195_000, 1_000_000).start();
    store("b").count(CART, 180_000, 1_000_000).seal(NOW - 15_000).start();
    RedStores stores = open(2);

    assertThat(warnings(stores))
        .containsExactly("aggregator \"b\" is 15 s behind the others: what it counted is missing"
            + " from this answer");
    assertThat(select(stores, "calls").values()).containsExactly(Map.of(195L, 1.0, 200L, 1.0));
  }

  @Test
  void open_doesNotFollowAClockThatIsAhead() {
    store("a").count(CART, 195_000, 1_000_000).start();
    store("b").seal(NOW + 3_600_000).start();
    RedStores stores = open(2);

    assertThat(warnings(stores)).isEmpty();
    assertThat(select(stores, "calls")).hasSize(1);
  }

  @Test
  void open_readsNothingThatSomeStoreHasNotSealed() {
    store("a").count(CART, 195_000, 1_000_000).start();
    store("b").count(PAY, 195_000, 1_000_000).seal(NOW - 5_000).start();

    assertThat(select(open(2), "calls").values())
        .containsExactly(Map.of(195L, 1.0), Map.of(195L, 1.0));
  }

  @Test
  void open_waitsUntilWhatIsWantedIsSealed() {
    FakeStore a = store("a").count(CART, 195_000, 1_000_000).seal(NOW - 5_000).start();
    RedStores stores = open(1);
    vertx.setTimer(200, timer -> a.seal(NOW));

    assertThat(select(stores, "calls").values()).containsExactly(Map.of(195L, 1.0, 200L, 1.0));
  }

  @Test
  void open_leavesAStoreOutThatCountsInOtherWindows() {
    store("a").count(CART, 195_000, 1_000_000).start();
    store("b").claimWindow(10_000).count(CART, 190_000, 1_000_000).start();

    assertThat(warnings(open(2)))
        .containsExactly("aggregator \"b\" counts in windows of 10000 ms, the query service reads"
            + " 5000 ms: what it counted is missing from this answer");
  }

  @Test
  void read_beginsAgainWithoutAStoreThatLeaves() {
    store("a").count(CART, 195_000, 1_000_000).start();
    FakeStore b = store("b").count(CART, 195_000, 1_000_000).start();
    RedStores stores = open(2);
    b.leaveAfterPages(2);

    List<Map<Long, Double>> answers = stores.read(limits, source -> {
      RedView view = source.open(NOW, limits);
      List<Map<Long, Double>> both = new ArrayList<>();
      both.addAll(TestSeries.byLabels(TestSeries.select(view, last("calls"))).values());
      both.addAll(
          TestSeries.byLabels(TestSeries.select(view, last("calls_total"))).values());
      assertThat(view.warnings())
          .containsExactly(
              "aggregator \"b\" left while it was read: what it counted is missing from this"
                  + " answer");
      return both;
    });

    assertThat(answers).containsExactly(Map.of(195L, 1.0, 200L, 1.0), Map.of(195L, 1.0, 200L, 1.0));
  }

  @Test
  void read_waitsNoLongerForAStoreThatIsGone() {
    store("a").count(CART, 195_000, 1_000_000).start();
    FakeStore b = store("b").neverAnswer().start();
    RedStores stores = open(2);
    vertx.setTimer(
        20,
        soon -> vertx.executeBlocking(() -> {
          b.stop(NOW);
          return "";
        }));

    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(select(stores, "calls").values())
            .containsExactly(Map.of(195L, 1.0, 200L, 1.0)));
  }

  @Test
  void read_beginsAgainWithTheNextIncarnationOfAStore() {
    FakeStore store = store("a").count(CART, 195_000, 1_000_000).start();
    FakeStore next = store.nextIncarnation();
    AtomicBoolean isAsked = new AtomicBoolean();
    store.misbehave(unanswered -> {
      if (!isAsked.getAndSet(true)) {
        vertx.executeBlocking(next::start);
      }
    });

    List<Series> series = open(1).read(limits, source -> {
      RedView view = source.open(NOW, limits);
      List<Series> found = TestSeries.select(view, last("calls"));
      assertThat(view.warnings()).isEmpty();
      return found;
    });

    assertThat(series).hasSize(1);
    assertThat(isAsked).isTrue();
  }

  @Test
  void read_failsWhenTheLastStoreLeaves() {
    store("a").leaveAfterPages(1).start();
    RedStores stores = open(1);

    assertThatThrownBy(() -> select(stores, "calls"))
        .isInstanceOfSatisfying(
            PromqlException.class,
            e -> assertThat(e.kind()).isEqualTo(PromqlException.Kind.INTERNAL))
        .hasMessageContaining("aggregator \"a\" left while it was read");
  }

  @Test
  void read_givesUpWhenOneStoreAfterTheOtherLeaves() {
    for (String name : List.of("a", "b", "c", "d")) {
      store(name).leaveAfterPages(0).start();
    }
    RedStores stores = open(4);

    // All four fail at the same time, and each attempt loses one of them.
    assertThatThrownBy(() -> select(stores, "calls"))
        .isInstanceOf(PromqlException.class)
        .hasMessageContaining("aggregators left while they were read");
  }

  @Test
  void open_whenTheLastStoreHasSaidGoodbyeSaysSo() {
    FakeStore a = store("a").start();
    RedStores stores = open(1);
    a.stop(NOW);
    OpenedStores.awaitLive(stores, 0);

    assertThat(warnings(stores)).singleElement(STRING).startsWith("no aggregator is left");
  }

  @Test
  void select_ofTooManySamplesFails() {
    FakeStore store = store("a");
    for (int i = 0; i < 50; i++) {
      store.count(CART.with("span_name", "s" + i), 190_000, 1_000_000);
    }
    store.start();
    RedStores stores = open(1);
    MemoryBudget memory = new MemoryBudget("queries", 1 << 30);
    limits = QueryLimits.of(99, memory.lease());

    assertThatThrownBy(() -> select(stores, "calls"))
        .isInstanceOf(PromqlException.class)
        .hasMessageContaining("would load too many samples into memory");
  }

  @Test
  void select_ofTooMuchMemoryFailsAndGivesItBack() {
    FakeStore store = store("a");
    for (int i = 0; i < 5_000; i++) {
      store.count(CART.with("span_name", "s" + i), 190_000, 1_000_000);
    }
    store.start();
    RedStores stores = open(1);
    MemoryBudget memory = new MemoryBudget("queries", 2 << 20);
    limits = QueryLimits.of(Long.MAX_VALUE, memory.lease());

    assertThatThrownBy(() -> select(stores, "calls"))
        .isInstanceOf(PromqlException.class)
        .hasMessageContaining("all queries together may hold 2.0 MiB");
    assertThat(memory.usedBytes()).isBetween(1L << 20, 2L << 20);

    limits.close();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void select_cancelledWhileAPageIsAwaitedEndsAtOnce() {
    store("a").count(CART, 195_000, 1_000_000).neverAnswer().start();
    RedStores stores = open(1);
    vertx.setTimer(20, soon -> limits.cancellation().cancel(Cancellation.Reason.TIMEOUT));

    assertTimeout(
        Duration.ofSeconds(3),
        () -> assertThatThrownBy(() -> select(stores, "calls"))
            .isInstanceOf(CancelledException.class)
            .hasMessage("query timed out in query execution"));
  }

  @Test
  void open_cancelledWhileStatesAreAwaitedEndsAtOnce() {
    FakeStore store = store("a").start();
    RedStores stores = open(1);
    store.kill();
    limits.cancellation().cancel(Cancellation.Reason.CANCELED);

    assertThatThrownBy(() -> select(stores, "calls")).isInstanceOf(CancelledException.class);
  }

  @Test
  void select_withoutUnitIsInTheConfiguredOne() {
    store("a").count(CART, 195_000, 1_000_000).start();
    SourceConfig config = TestConfig.source();
    RedStores stores = open(
        new SourceConfig(
            TestConfig.spanMetrics("", Unit.S),
            SourceConfig.Views.DEFAULT,
            config.retention(),
            false,
            Set.of()),
        1);

    assertThat(select(stores, "duration_sum").values())
        .containsExactly(Map.of(195L, 0.001, 200L, 0.001));
  }

  @Test
  void select_ofTheNewestIsTheEndOfAllAndReadsOneWindow() {
    SplittableRandom random = new SplittableRandom(7);
    FakeStore a = store("a");
    FakeStore b = store("b");
    for (int i = 0; i < 60; i++) {
      Labels labels = CART.with("span_name", "s" + i);
      for (int window = random.nextInt(40); window < 40; window += 1 + random.nextInt(20)) {
        (random.nextBoolean() ? a : b).count(labels, NOW - window * 5_000, 1_000_000L * i);
      }
    }
    a.forgetThrough(NOW - 60_000).start();
    b.start();
    RedStores stores = open(2);
    for (String name : List.of("calls", "duration_sum", "duration_bucket")) {
      for (long throughMillis = NOW - 200_000;
          throughMillis < NOW + 10_000;
          throughMillis += 7_001) {
        Selection all = TestSeries.selection(name, throughMillis - 100_000, throughMillis);
        Selection newest =
            new Selection(all.matchers(), all.fromMillis(), all.throughMillis(), true, false);
        Map<Labels, Double> expected = new TreeMap<>();
        Map<Labels, Double> found = new TreeMap<>();
        stores.read(limits, source -> {
          RedView view = source.open(NOW, limits);
          TestSeries.select(view, all)
              .forEach(one -> expected.put(one.labels(), one.value(one.size() - 1)));
          TestSeries.select(view, newest)
              .forEach(one -> found.put(one.labels(), one.value(one.size() - 1)));
          return view;
        });
        assertThat(found).as("%s through %d", name, throughMillis).isEqualTo(expected);
      }
    }
    List<SelectRequest> requests = a.requests();
    SelectRequest last = requests.get(requests.size() - 1);
    assertThat(last.throughMillis() - last.fromMillis()).isEqualTo(5_000);
  }

  @Test
  void concurrentReads_agree() {
    store("a").count(CART, 195_000, 1_000_000).start();
    store("b").count(CART, 200_000, 1_000_000).start();
    RedStores stores = open(2);
    List<Future<Map<Labels, Map<Long, Double>>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(vertx.executeBlocking(() -> select(stores, "calls"), false));
    }

    Future.all(answers).toCompletionStage().toCompletableFuture().join();

    assertThat(answers.stream().map(Future::result).distinct())
        .containsExactly(
            Map.of(CART.with(Labels.METRIC_NAME, "calls"), Map.of(195L, 1.0, 200L, 2.0)));
  }
}
