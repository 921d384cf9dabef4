// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.rows.TestSeries;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedViewMetadataTest {
  private static final Labels CART = Labels.of("job", "shop", "service_name", "cart");
  private static final Labels PAY = Labels.of("job", "shop", "service_name", "pay");
  private static final long NOW = 200_000;
  private static final Selection ALL = new Selection(List.of(), 0, NOW);
  private static final Selection CALLS = TestSeries.selection("calls", 0, NOW);

  private final Vertx vertx = Vertx.vertx();
  private final FakeStore store =
      new FakeStore(vertx, "a", 2, TestConfig.spanMetrics().layout()).seal(NOW);

  @BeforeEach
  void start() {
    store.count(CART, 195_000, 1_000_000).count(PAY, 150_000, 1_000_000).start();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private <T> T look(SourceConfig config, Function<RedView, T> lookup) {
    RedStores stores = new OpenedStores(vertx, NOW).open(config, 1);
    QueryLimits limits = QueryLimits.unlimited();
    return stores.read(limits, source -> lookup.apply(source.open(NOW, limits)));
  }

  private <T> T look(Function<RedView, T> lookup) {
    return look(TestConfig.source(), lookup);
  }

  private interface Lookup<T> {
    void find(RedView view, Found<T> found);
  }

  private static <T extends Comparable<T>> Function<RedView, List<T>> find(Lookup<T> lookup) {
    return view -> {
      Found<T> found = new Found<>(QueryLimits.unlimited(), one -> 0);
      lookup.find(view, found);
      return found.sorted(Comparator.naturalOrder());
    };
  }

  private static Function<RedView, List<String>> labelNames(Selection selection) {
    return find((view, found) -> view.labelNames(selection, found));
  }

  private static Function<RedView, List<String>> labelValues(String name, Selection selection) {
    return find((view, found) -> view.labelValues(name, selection, found));
  }

  private static Function<RedView, List<Labels>> series(Selection selection) {
    return find((view, found) -> view.series(selection, found));
  }

  @Test
  void labelNames_knowsNameAndLe() {
    assertThat(look(labelNames(ALL))).containsExactly("__name__", "job", "le", "service_name");
    assertThat(look(labelNames(CALLS))).containsExactly("__name__", "job", "service_name");
  }

  @Test
  void labelValues_areOfLabelSetsNamesAndBuckets() {
    assertThat(look(labelValues("service_name", ALL))).containsExactly("cart", "pay");
    assertThat(look(labelValues("le", ALL))).containsExactly("+Inf", "100", "1000", "2");
    assertThat(look(labelValues("le", CALLS))).isEmpty();
    assertThat(look(labelValues("__name__", CALLS))).containsExactly("calls");
    assertThat(look(labelValues("nothing", ALL))).isEmpty();
  }

  @Test
  void labelValues_ofTheNameFollowTheConfiguration() {
    SourceConfig config = TestConfig.source();
    SourceConfig seconds = new SourceConfig(
        TestConfig.spanMetrics("", Unit.S),
        SourceConfig.Views.DEFAULT,
        config.retention(),
        false,
        Set.of());
    assertThat(look(seconds, labelValues("__name__", ALL)))
        .containsExactly(
            "calls_total",
            "duration_seconds_bucket",
            "duration_seconds_count",
            "duration_seconds_sum");
  }

  @Test
  void series_areNamedAsAsked() {
    assertThat(look(series(CALLS)))
        .containsExactly(
            CART.with(Labels.METRIC_NAME, "calls"), PAY.with(Labels.METRIC_NAME, "calls"));
    assertThat(look(series(ALL))).hasSize(2 * 7);
  }

  @Test
  void labelValues_areOfWhatLivedThen() {
    Selection then = new Selection(List.of(), 0, 160_000);
    assertThat(look(labelValues("service_name", then))).containsExactly("pay");
    Selection before = new Selection(List.of(), 0, 140_000);
    assertThat(look(labelValues("service_name", before))).isEmpty();
  }

  @Test
  void listings_leaveOutWhatExpiredBeforeTheRange() {
    SourceConfig config = TestConfig.source();
    SourceConfig expiring = new SourceConfig(
        config.spanMetrics(),
        new SourceConfig.Views(true, false, false, 10_000),
        config.retention(),
        false,
        Set.of());
    Selection lately = TestSeries.selection("calls", 180_000, NOW);
    Selection justAlive = TestSeries.selection("calls", 155_000, NOW);
    assertThat(look(expiring, series(lately)))
        .containsExactly(CART.with(Labels.METRIC_NAME, "calls"));
    assertThat(look(expiring, labelValues("service_name", lately))).containsExactly("cart");
    assertThat(look(expiring, labelValues("service_name", justAlive)))
        .containsExactly("cart", "pay");
    assertThat(look(labelValues("service_name", lately))).containsExactly("cart", "pay");
  }

  @Test
  void targetInfo_isListedAsItIsSelected() {
    Labels pods = Labels.of("job", "shop", "version", "1");
    store
        .count(Metric.RESOURCES, pods.with("pod", "a"), 190_000, 0)
        .count(Metric.RESOURCES, pods.with("pod", "b"), 190_000, 0);
    Selection infos = TestSeries.selection("target_info", 0, NOW);
    Selection ofPod = new Selection(
        List.of(
            LabelMatcher.equal(Labels.METRIC_NAME, "target_info"), LabelMatcher.equal("pod", "a")),
        0,
        NOW);

    List<Series> found = look(view -> TestSeries.select(view, infos));
    assertThat(found)
        .extracting(Series::labels)
        .containsExactly(pods.with(Labels.METRIC_NAME, "target_info"));
    assertThat(look(series(infos))).containsExactly(pods.with(Labels.METRIC_NAME, "target_info"));
    assertThat(look(series(ofPod))).isEmpty();
  }

  @Test
  void metadata_asksForNoRows() {
    look(labelNames(ALL));
    assertThat(store.requests())
        .extracting(SelectRequest::parts)
        .containsOnly(SelectRequest.Parts.LABELS);
  }
}
