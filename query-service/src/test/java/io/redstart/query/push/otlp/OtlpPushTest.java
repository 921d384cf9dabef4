// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.outgoing.OutgoingTarget;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.push.Point;
import io.redstart.query.push.PushBatch;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.latest.LatestSamples;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.wire.LabelSets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpPushTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long NANOS = 1_000_000;
  private static final Labels CART = Labels.of(
      "http_method", "GET",
      "instance", "cart-1",
      "job", "shop/cart",
      "service_name", "cart",
      "span_kind", "SPAN_KIND_SERVER");
  private static final Labels INFO = Labels.of(
      "__name__", "target_info", "host_name", "pi", "instance", "cart-1", "job", "shop/cart");

  private record Root(OtlpExportConfig otlp, SpanMetricsConfig spanmetrics) {}

  private final Vertx vertx = Vertx.vertx();
  private FakeStore store;

  private static Root settings(String otlp) {
    String yaml = """
        otlp: %s
        spanmetrics: {dimensions: [{name: http.method}], histogram: {explicit: {buckets: [2ms, 8ms]}}}
        """.formatted(otlp);
    try {
      return SettingsReader.read(Root.class, SettingsSource.yaml("test", yaml)).value();
    } catch (SettingsException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  private static OtlpPush protocol(String otlp) {
    Root settings = settings(otlp);
    return new OtlpPush(
        settings.otlp,
        settings.spanmetrics,
        Duration.ofMillis(FakeStore.WINDOW_MILLIS),
        () -> Instant.ofEpochMilli(NOW));
  }

  @BeforeEach
  void count() {
    store = new FakeStore(vertx, "a", 2, settings("{}").spanmetrics.layout()).seal(NOW);
    store
        .count(CART, NOW - 60_000, 1_000_000)
        .count(CART, NOW - 5_000, 3_000_000)
        .count(CART, NOW, 3_000_000)
        .count(CART, NOW, 7_000_000_000L)
        .start();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Returns the metrics of all label sets by name, in the one resource. */
  private Map<String, Metric> metrics(String otlp, List<Point> points) throws Exception {
    ResourceMetrics resource = request(otlp, points).getResourceMetrics(0);
    return resource.getScopeMetrics(0).getMetricsList().stream()
        .collect(Collectors.toMap(Metric::getName, Function.identity()));
  }

  private ExportMetricsServiceRequest request(String otlp, List<Point> points) throws Exception {
    PushBatch batch = protocol(otlp).batch();
    batch.beginStamp(NOW - 15_000, List.of(INFO));
    SourceConfig plain = TestConfig.source();
    SourceConfig source = new SourceConfig(
        settings("{}").spanmetrics, plain.views(), plain.retention(), false, Set.of());
    RedStores stores = new OpenedStores(vertx, NOW).open(source, 1);
    stores.read(QueryLimits.unlimited(), red -> {
      LatestSamples samples = red.open(NOW, QueryLimits.unlimited()).latest();
      for (LatestMetric metric : stores.latestMetrics()) {
        batch.beginMetric(metric, samples.bounds(metric));
        LatestSamples.Range all = new LatestSamples.Range(metric, 0, LabelSets.SLOTS - 1, false);
        List<LatestLabelSet> read = otlp.contains("delta")
            ? samples.readChanged(all, NOW - 15_000)
            : samples.read(all, NOW);
        read.forEach(one -> batch.add(one, points));
      }
      return true;
    });
    assertThat(batch.samples()).isEqualTo(2 * points.size());
    ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(batch.take());
    assertThat(batch.samples()).isZero();
    return request;
  }

  private static List<Point> at(Point.Kind... kinds) {
    return List.of(kinds).stream().map(kind -> new Point(NOW, kind)).toList();
  }

  private static String text(List<io.opentelemetry.proto.common.v1.KeyValue> attributes) {
    return attributes.stream()
        .map(one -> one.getKey() + "=" + one.getValue().getStringValue())
        .collect(Collectors.joining(" "));
  }

  @Test
  void attributes_areThoseThatBecameTheLabels() throws Exception {
    ResourceMetrics resource = request("{}", at(Point.Kind.COUNT)).getResourceMetrics(0);
    assertThat(text(resource.getResource().getAttributesList()))
        .isEqualTo("service.namespace=shop service.name=cart service.instance.id=cart-1"
            + " host_name=pi");
    NumberDataPoint calls = resource.getScopeMetrics(0).getMetrics(0).getSum().getDataPoints(0);
    assertThat(text(calls.getAttributesList()))
        .isEqualTo("http.method=GET service.name=cart span.kind=SPAN_KIND_SERVER");
  }

  @Test
  void calls_areACumulativeSum() throws Exception {
    Metric calls = metrics("{}", at(Point.Kind.BEFORE, Point.Kind.COUNT, Point.Kind.END))
        .get("traces.span.metrics.calls");
    assertThat(calls.getUnit()).isEmpty();
    assertThat(calls.getSum().getIsMonotonic()).isTrue();
    assertThat(calls.getSum().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    List<NumberDataPoint> points = calls.getSum().getDataPointsList();
    assertThat(points).extracting(NumberDataPoint::getAsInt).containsExactly(0L, 4L, 0L);
    assertThat(points).extracting(NumberDataPoint::getFlags).containsExactly(0, 0, 1);
    assertThat(points).allSatisfy(point -> {
      assertThat(point.getTimeUnixNano()).isEqualTo(NOW * NANOS);
      assertThat(point.getStartTimeUnixNano()).isEqualTo((NOW - 65_000) * NANOS);
    });
  }

  @Test
  void durations_areExplicitHistograms() throws Exception {
    Metric duration =
        metrics("{}", at(Point.Kind.BEFORE, Point.Kind.COUNT)).get("traces.span.metrics.duration");
    assertThat(duration.getUnit()).isEqualTo("ms");
    HistogramDataPoint point = duration.getHistogram().getDataPoints(1);
    assertThat(point.getExplicitBoundsList()).containsExactly(2.0, 8.0);
    assertThat(point.getBucketCountsList()).containsExactly(1L, 2L, 1L);
    assertThat(point.getCount()).isEqualTo(4);
    assertThat(point.getSum()).isEqualTo(7_007);
    assertThat(duration.getHistogram().getDataPoints(0).getBucketCountsList())
        .containsExactly(0L, 0L, 0L);
  }

  @Test
  void fractions_areRoundedInBucketsSoThatTheyAddUp() throws Exception {
    for (int i = 0; i < 3; i++) {
      store.count(CART, NOW, 1_000_000, Weight.ONE / 2).count(CART, NOW, 3_000_000, Weight.ONE / 2);
    }
    Map<String, Metric> metrics = metrics("{}", at(Point.Kind.COUNT));
    HistogramDataPoint point =
        metrics.get("traces.span.metrics.duration").getHistogram().getDataPoints(0);
    // 2.5, 3.5 and 1
    assertThat(point.getBucketCountsList()).containsExactly(3L, 3L, 1L);
    assertThat(point.getCount()).isEqualTo(7);
  }

  @Test
  void durations_areExponentialHistogramsBySetting() throws Exception {
    ExponentialHistogramDataPoint point = metrics("{histogram: exponential}", at(Point.Kind.COUNT))
        .get("traces.span.metrics.duration")
        .getExponentialHistogram()
        .getDataPoints(0);
    assertThat(point.getScale()).isEqualTo(7);
    assertThat(point.getCount()).isEqualTo(4);
    assertThat(point.getPositive().getBucketCountsList().stream()
            .mapToLong(count -> count)
            .sum())
        .isEqualTo(4);
    double base = Math.pow(2, Math.pow(2, -7));
    for (double millis : new double[] {1, 3, 7_000}) {
      int bucket = (int) Math.floor(Math.log(millis) / Math.log(base));
      // Cells are as wide as buckets, and their bounds differ.
      assertThat(List.of(bucket - 1, bucket, bucket + 1))
          .as("%s ms", millis)
          .anyMatch(near -> count(point, near) > 0);
    }
  }

  @Test
  void deltas_haveWhatWasCountedSinceTheStampBefore() throws Exception {
    Map<String, Metric> metrics = metrics("{temporality: delta}", at(Point.Kind.COUNT));
    Metric calls = metrics.get("traces.span.metrics.calls");
    assertThat(calls.getSum().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    NumberDataPoint point = calls.getSum().getDataPoints(0);
    assertThat(point.getAsInt()).isEqualTo(3);
    assertThat(point.getStartTimeUnixNano()).isEqualTo((NOW - 15_000) * NANOS);
    assertThat(point.getTimeUnixNano()).isEqualTo(NOW * NANOS);
    Metric duration = metrics.get("traces.span.metrics.duration");
    assertThat(duration.getHistogram().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    HistogramDataPoint durations = duration.getHistogram().getDataPoints(0);
    assertThat(durations.getBucketCountsList()).containsExactly(0L, 2L, 1L);
    assertThat(durations.getCount()).isEqualTo(3);
    assertThat(durations.getSum()).isEqualTo(7_006);
  }

  @Test
  void exponentialDeltas_haveOnlyTheBucketsThatGrew() throws Exception {
    ExponentialHistogramDataPoint point = metrics(
            "{temporality: delta, histogram: exponential}", at(Point.Kind.COUNT))
        .get("traces.span.metrics.duration")
        .getExponentialHistogram()
        .getDataPoints(0);
    assertThat(point.getCount()).isEqualTo(3);
    assertThat(point.getZeroCount()).isZero();
    List<Long> buckets = point.getPositive().getBucketCountsList();
    assertThat(buckets.get(0)).isEqualTo(2);
    assertThat(buckets.get(buckets.size() - 1)).isEqualTo(1);
    assertThat(buckets.stream().mapToLong(count -> count).sum()).isEqualTo(3);
  }

  private static long count(ExponentialHistogramDataPoint point, int bucket) {
    int at = bucket - point.getPositive().getOffset();
    return at < 0 || at >= point.getPositive().getBucketCountsCount()
        ? 0
        : point.getPositive().getBucketCounts(at);
  }

  @ParameterizedTest
  @CsvSource({
    "http://p:9090/api/v1/otlp, http, p:9090, /api/v1/otlp/v1/metrics",
    "http://p:9090/v1/metrics/, http, p:9090, /v1/metrics",
    "https://p:4317, grpc, p:4317 (TLS), "
        + "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    "p:4317, grpc, p:4317 (TLS), "
        + "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  })
  void endpoints_areThoseOfACollectorsExporters(
      String endpoint, String protocol, String target, String path) {
    OutgoingTarget parsed = settings("{endpoint: '%s', protocol: %s}".formatted(endpoint, protocol))
        .otlp
        .connection()
        .target();
    assertThat(parsed).hasToString(target);
    assertThat(parsed.path()).isEqualTo(path);
  }
}
