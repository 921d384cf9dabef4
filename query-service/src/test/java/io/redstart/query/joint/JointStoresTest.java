// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redstart.history.Slots;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.history.TestMembers;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.Found;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.TestConfig;
import io.redstart.query.source.metric.MetricMetadata;
import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries own metrics of two processes, beside an aggregator with one service. */
class JointStoresTest {
  private static final Labels CART = Labels.of("job", "shop", "service_name", "cart");

  private final Vertx vertx = Vertx.vertx();
  private final TestMembers members = new TestMembers(vertx);
  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
  private final List<String> warnings = new ArrayList<>();
  private final FakeStore store = new FakeStore(
          vertx, "a", 1, TestConfig.spanMetrics().layout())
      .seal(TestMembers.BEGIN)
      .count(CART, TestMembers.BEGIN, 1_000_000);

  private PrometheusMeterRegistry a;
  private JointStores stores;

  @BeforeEach
  void start() {
    store.start();
    RedStores red = new OpenedStores(vertx, TestMembers.BEGIN).open(TestConfig.source(), 1);
    stores = new JointStores(red, members.histories());
    a = members.start("a:1");
    members.start("b:1");
    members.sample();
  }

  @AfterEach
  void close() {
    members.close();
  }

  /** Returns the value of each series now. */
  private Map<String, Double> query(String query) {
    QueryLimits limits = QueryLimits.unlimited();
    QueryResult result =
        stores.read(limits, source -> engine.instant(query, members.nowMillis(), source, limits));
    warnings.clear();
    warnings.addAll(result.warnings());
    Map<String, Double> values = new TreeMap<>();
    QueryValue.Vector vector = (QueryValue.Vector) result.value();
    vector.samples().forEach(sample -> values.put(sample.labels().toString(), sample.value()));
    return values;
  }

  /** Returns the series over all slots since the beginning. */
  private List<Series> range(String query) {
    QueryLimits limits = QueryLimits.unlimited();
    QueryResult result = stores.read(
        limits,
        source -> engine.range(
            query, TestMembers.BEGIN, members.nowMillis(), Slots.SLOT_MILLIS, source, limits));
    return ((QueryValue.Matrix) result.value()).series();
  }

  private static String text(Series series) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      long slot = Slots.of(series.timestampMillis(i) - TestMembers.BEGIN);
      text.append(slot).append(':').append((int) series.value(i)).append(' ');
    }
    return text.toString().trim();
  }

  private interface Lookup<T> {
    void find(JointView view, Selection selection, Found<T> found);
  }

  private <T extends Comparable<T>> List<T> find(Lookup<T> lookup, LabelMatcher... matchers) {
    QueryLimits limits = QueryLimits.unlimited();
    Selection selection =
        new Selection(List.of(matchers), TestMembers.BEGIN - 60_000, members.nowMillis() + 60_000);
    return stores.read(limits, source -> {
      JointView view = source.open(members.nowMillis(), limits);
      Found<T> found = new Found<>(limits, one -> 0);
      lookup.find(view, selection, found);
      return found.sorted(Comparator.naturalOrder());
    });
  }

  private static LabelMatcher name(LabelMatcher.Op op, String value) {
    return LabelMatcher.of(Labels.METRIC_NAME, op, value);
  }

  @Test
  void instant_readsEveryProcess() {
    Gauge.builder("redstart.test.held", () -> 7).tag("part", "x").register(a);
    members.nextSlot();
    assertThat(query("redstart_test_held"))
        .isEqualTo(
            Map.of("redstart_test_held{instance=\"a:1\", job=\"redstart\", part=\"x\"}", 7.0));
    assertThat(query("up"))
        .isEqualTo(Map.of(
            "up{instance=\"a:1\", job=\"redstart\"}", 1.0,
            "up{instance=\"b:1\", job=\"redstart\"}", 1.0));
    assertThat(query("sum(up{instance=~\"b.*\"})")).isEqualTo(Map.of("{}", 1.0));
    assertThat(warnings).isEmpty();
  }

  @Test
  void rate_isThatOfTheCounter_alsoOverAReset() {
    Counter spans = Counter.builder("redstart.test.spans").register(a);
    for (int i = 0; i < 8; i++) {
      spans.increment(30);
      members.nextSlot();
    }
    assertThat(query("rate(redstart_test_spans_total[1m])").values())
        .singleElement()
        .satisfies(rate -> assertThat(rate).isCloseTo(2, within(1e-9)));
    assertThat(query("sum by (instance) (increase(redstart_test_spans_total[1m]))"))
        .isEqualTo(Map.of("{instance=\"a:1\"}", 120.0));
    assertThat(range("redstart_test_spans_total"))
        .singleElement()
        .satisfies(series ->
            assertThat(text(series)).isEqualTo("1:30 2:60 3:90 4:120 5:150 6:180 7:210 8:240"));

    a.remove(spans);
    Counter again = Counter.builder("redstart.test.spans").register(a);
    again.increment(30);
    members.nextSlot();
    assertThat(query("increase(redstart_test_spans_total[1m])").values())
        .singleElement()
        .satisfies(more -> assertThat(more).isCloseTo(120, within(1e-9)));
  }

  @Test
  void seriesThatIsGone_endsAtOnce() {
    Gauge held = Gauge.builder("redstart.test.held", () -> 7).register(a);
    members.nextSlot();
    a.remove(held);
    members.passSlots(3);
    assertThat(query("redstart_test_held")).isEmpty();
    assertThat(query("count_over_time(redstart_test_held[5m])").values()).containsExactly(1.0);
    assertThat(range("redstart_test_held"))
        .extracting(JointStoresTest::text)
        .containsExactly("1:7");
  }

  @Test
  void silentProcess_isDown_andWarnedAboutByName() {
    members.passSlots(2);
    members.kill("b:1");
    members.passSlots(5);
    assertThat(query("up").values()).containsExactly(1.0, 0.0);
    assertThat(warnings).isEmpty();
    assertThat(range("up{instance=\"b:1\"}"))
        .extracting(JointStoresTest::text)
        .containsExactly("0:1 1:1 2:1 3:0 4:0 5:0 6:0 7:0");

    query("{job=\"redstart\", __name__!=\"up\"}");
    assertThat(warnings)
        .containsExactly(
            "ingest \"b:1\" does not answer: its own metrics are missing from this answer");
    query("redstart_history_dropped_samples_total{instance=\"a:1\"}");
    assertThat(warnings).as("of others").isEmpty();

    members.passSlots(30);
    assertThat(query("redstart_history_dropped_samples_total")).hasSize(1);
    assertThat(warnings).as("it was silent in the whole range").isEmpty();
    members.start("b:1");
    members.nextSlot();
    assertThat(query("up").values()).containsExactly(1.0, 1.0);
    assertThat(query("min_over_time(up{instance=\"b:1\"}[5m])").values()).containsExactly(0.0);
  }

  @Test
  void processThatHasJustDied_isAWarning() {
    members.kill("b:1");
    assertThat(query("redstart_history_dropped_samples_total")).hasSize(1);
    assertThat(warnings)
        .containsExactly(
            "ingest \"b:1\" does not answer: its own metrics are missing from this answer");
    assertThat(query("up").values()).containsExactly(1.0, 1.0);
  }

  @Test
  void refusalAndBrokenAnswer_areWarnings() {
    String address = members.address("b:1");
    members.kill("b:1");
    MessageConsumer<Frame> refusing =
        vertx.eventBus().consumer(address, asked -> asked.fail(400, "too busy"));
    assertThat(query("redstart_history_dropped_samples_total")).hasSize(1);
    assertThat(warnings)
        .containsExactly("ingest \"b:1\" failed to answer: too busy: its own metrics are missing"
            + " from this answer");

    refusing.unregister().toCompletionStage().toCompletableFuture().join();
    vertx.eventBus().<Frame>consumer(address, asked -> asked.reply(new Frame(new byte[] {0, 9})));
    assertThat(query("redstart_history_dropped_samples_total")).hasSize(1);
    assertThat(warnings)
        .containsExactly("ingest \"b:1\" failed to answer: length 1 exceeds 0 bytes left at byte 2:"
            + " its own metrics are missing from this answer");
  }

  @Test
  void manySeries_comeInPages() {
    for (int i = 0; i < 3_000; i++) {
      Counter.builder("redstart.test.many").tag("n", "n" + i).register(a);
    }
    members.nextSlot();
    assertThat(query("count(redstart_test_many_total)").values()).containsExactly(3_000.0);
  }

  @Test
  void selectorsWithoutAName_readBoth() {
    assertThat(query("count by (job) ({job=~\"redstart|shop\"})"))
        .containsOnlyKeys("{job=\"redstart\"}", "{job=\"shop\"}");
    assertThat(query("{job=\"shop\"}").keySet()).allMatch(series -> series.contains("cart"));
    assertThat(query("count by (job) ({__name__=~\".*total\"})"))
        .isEqualTo(Map.of("{job=\"redstart\"}", 2.0, "{job=\"shop\"}", 1.0));
  }

  @Test
  void spans_areReadWithoutProcesses_andProcessesWithoutAggregators() {
    members.kill("b:1");
    assertThat(query("sum by (service_name) (calls_total)"))
        .isEqualTo(Map.of("{service_name=\"cart\"}", 1.0));
    assertThat(query("calls_total")).hasSize(1);
    assertThat(query("{__name__=~\".*\", job=\"shop\"}")).isNotEmpty();
    assertThat(warnings).isEmpty();

    store.kill();
    assertThat(query("up{instance=\"a:1\"}")).hasSize(1);
    assertThat(warnings).as("no aggregator was asked").isEmpty();
    query("calls_total");
    assertThat(warnings).singleElement().asString().startsWith("aggregator \"a\" does not answer");
  }

  @Test
  void listings_haveBoth() {
    assertThat(find(JointView::series, name(LabelMatcher.Op.MATCHES, "up|.*calls_total")))
        .extracting(Labels::toString)
        .containsExactly(
            "traces_span_metrics_calls_total{job=\"shop\", service_name=\"cart\"}",
            "up{instance=\"a:1\", job=\"redstart\"}",
            "up{instance=\"b:1\", job=\"redstart\"}");
    assertThat(find(JointView::labelNames))
        .containsExactly("__name__", "instance", "job", "le", "service_name");
    assertThat(find((JointView view, Selection selection, Found<String> found) ->
            view.labelValues("job", selection, found)))
        .containsExactly("redstart", "shop");
    assertThat(this.<String>find(
            (view, selection, found) -> view.labelValues("__name__", selection, found),
            LabelMatcher.equal("instance", "a:1")))
        .containsExactly("redstart_history_dropped_samples_total", "up");
  }

  @Test
  void metadata_hasBoth() {
    QueryLimits limits = QueryLimits.unlimited();
    MetricMetadata up = new MetricMetadata("gauge", "", "Whether a process of Redstart was alive");
    assertThat(stores.metadata("up", limits).metrics()).isEqualTo(Map.of("up", up));
    assertThat(stores.metadata("calls_total", limits).metrics()).containsOnlyKeys("calls_total");
    assertThat(stores.metadata("unknown", limits).metrics()).isEmpty();
    assertThat(stores.metadata(limits).metrics())
        .containsEntry("up", up)
        .containsKeys("traces_span_metrics_calls_total", "redstart_history_dropped_samples_total");
    members.kill("b:1");
    assertThat(stores.metadata("up", limits).warnings()).hasSize(1);
    assertThat(stores.metadata("calls_total", limits).warnings()).isEmpty();
  }

  @Test
  void samples_areCounted() {
    members.passSlots(3);
    QueryLimits limits = QueryLimits.unlimited();
    long samples = stores.read(limits, source -> {
      engine.instant("count_over_time(up[1m])", members.nowMillis(), source, limits);
      return source.samples();
    });
    assertThat(samples).isEqualTo(2 * 4);
  }
}
