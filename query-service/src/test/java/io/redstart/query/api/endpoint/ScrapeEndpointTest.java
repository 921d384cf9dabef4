// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.export.ScrapeConfig;
import io.redstart.query.export.ScrapeFormat;
import io.redstart.query.joint.JointStores;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScrapeEndpointTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Labels CART =
      Labels.of("job", "cart", "service_name", "cart", "span_name", "say \"hi\"\\");
  private static final String CART_TEXT =
      "job=\"cart\",service_name=\"cart\",span_name=\"say \\\"hi\\\"\\\\\",instance=\"\"";
  private static final Labels PAY =
      Labels.of("instance", "pay-1", "service_name", "pay", "span_name", "POST");

  private record Root(ScrapeConfig scrape, SpanMetricsConfig spanmetrics) {}

  private final Vertx vertx = Vertx.vertx();
  private FakeStore first;
  private FakeStore second;
  private ScrapeEndpoint scrape;
  private String expiration = "0s";

  private Root settings(String scrape) throws SettingsException {
    String yaml = """
        scrape: %s
        spanmetrics: {series_expiration: %s, exemplars: {enabled: true}, histogram: {explicit: {buckets: [2ms, 4ms, 8ms]}}}
        """.formatted(scrape, expiration);
    return SettingsReader.read(Root.class, SettingsSource.yaml("test", yaml)).value();
  }

  private FakeStore store(String name) throws SettingsException {
    return new FakeStore(vertx, name, 2, settings("{}").spanmetrics.layout()).seal(NOW);
  }

  @BeforeEach
  void count() throws SettingsException {
    first = store("a");
    second = store("b");
    first.count(CART, NOW - 120_000, 3_000_000).count(CART, NOW - 60_000, 3_000_000);
    second.count(CART, NOW, 7_000_000);
    first.exemplar(Metric.SPANS, CART, NOW - 5_000, 3_000_000, 0xabc, 0xdef);
    second.count(PAY, NOW - 5_000, 1_000_000_000);
    second.count(Metric.RESOURCES, Labels.of("job", "cart", "version", "1"), NOW - 60_000, 0);
    first.start();
    second.start();
    scrape = scrape("{}");
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private ScrapeEndpoint scrape(String yaml) throws SettingsException {
    Root settings = settings(yaml);
    SourceConfig plain = TestConfig.source();
    SourceConfig source = new SourceConfig(
        settings.spanmetrics,
        SourceConfig.Views.of(settings.spanmetrics),
        plain.retention(),
        false,
        Set.of());
    JointStores stores = new OpenedStores(vertx, NOW).openJointly(source, 2);
    return new ScrapeEndpoint(
        new MeteredStores(stores, new ApiMeters(new SimpleMeterRegistry())),
        stores.red().latestMetrics(),
        settings.scrape,
        Duration.ofMillis(FakeStore.WINDOW_MILLIS),
        () -> Instant.ofEpochMilli(NOW));
  }

  private byte[] bytes(ScrapeFormat format) throws IOException {
    return write(scrape.samples(format, QueryLimits.unlimited()).parts());
  }

  private static byte[] write(PartedAnswer.Parts parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (parts.writeNext(out)) {
      assertThat(out.size()).isLessThan(1 << 20);
    }
    return out.toByteArray();
  }

  private String text(ScrapeFormat format) throws IOException {
    return new String(bytes(format), UTF_8);
  }

  @Test
  void aggregatorThatIsLostDuringAScrape_failsIt() {
    PartedAnswer.Parts parts =
        scrape.samples(ScrapeFormat.TEXT, QueryLimits.unlimited()).parts();
    second.kill();
    assertThatThrownBy(() -> write(parts))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.UNAVAILABLE))
        .hasMessageContaining("not all counts are known: aggregator \"b\" left");
  }

  @Test
  void text_addsUpAllAggregators() throws IOException {
    assertThat(text(ScrapeFormat.TEXT))
        .contains("""
            # HELP traces_span_metrics_calls_total Calls of operations, counted by their spans
            # TYPE traces_span_metrics_calls_total counter
            traces_span_metrics_calls_total{""")
        .contains("\ntraces_span_metrics_calls_total{" + CART_TEXT + "} 4 1700000000000\n")
        .contains("_bucket{" + CART_TEXT + ",le=\"2\"} 0 1700000000000\n")
        .contains("_bucket{" + CART_TEXT + ",le=\"4\"} 3 1700000000000\n")
        .contains("_bucket{" + CART_TEXT + ",le=\"8\"} 4 1700000000000\n")
        .contains("_bucket{" + CART_TEXT + ",le=\"+Inf\"} 4 1700000000000\n")
        .contains("_sum{" + CART_TEXT + "} 16 1700000000000\n")
        .contains("_count{" + CART_TEXT + "} 4 1700000000000\n")
        .endsWith("""
            # HELP target_info Target metadata
            # TYPE target_info gauge
            target_info{job="cart",version="1",instance=""} 1 1700000000000
            """)
        .doesNotContain("# {");
  }

  @Test
  void text_showsNewbornsAsZero() throws Exception {
    String pay = "instance=\"pay-1\",service_name=\"pay\",span_name=\"POST\"} ";
    assertThat(text(ScrapeFormat.TEXT))
        .contains("calls_total{" + pay + "0 ")
        .contains("_sum{" + pay + "0 ");

    scrape = scrape("{zero_for: 0s, send_timestamps: false}");
    assertThat(text(ScrapeFormat.TEXT))
        .contains("calls_total{" + pay + "1\n")
        .contains("_sum{" + pay + "1000\n");
  }

  /** Its counters go on: zeros would look like a restart. */
  @Test
  void text_showsReturnedLabelSetsAsTheyWereBefore() throws Exception {
    expiration = "20s";
    scrape = scrape("{}");
    assertThat(text(ScrapeFormat.TEXT))
        .contains("\ntraces_span_metrics_calls_total{" + CART_TEXT + "} 2 1700000000000\n")
        .contains("_bucket{" + CART_TEXT + ",le=\"8\"} 2 1700000000000\n")
        .contains("_sum{" + CART_TEXT + "} 6 1700000000000\n");

    scrape = scrape("{zero_for: 0s}");
    assertThat(text(ScrapeFormat.TEXT)).contains("calls_total{" + CART_TEXT + "} 4 ");
  }

  @Test
  void text_doesNotShowWhatHasExpired() throws Exception {
    second.count(Labels.of("service_name", "old"), NOW - 25_000, 1_000_000);
    expiration = "20s";
    scrape = scrape("{}");
    assertThat(text(ScrapeFormat.TEXT)).doesNotContain("\"old\"");
    expiration = "25s";
    scrape = scrape("{}");
    assertThat(text(ScrapeFormat.TEXT))
        .contains("calls_total{service_name=\"old\",instance=\"\"} 0 ");
  }

  @Test
  void openMetrics_hasExemplarsTimesOfCreationAndAnEnd() throws IOException {
    assertThat(text(ScrapeFormat.OPEN_METRICS))
        .contains("# TYPE traces_span_metrics_calls counter\n")
        .contains("# UNIT traces_span_metrics_duration_milliseconds milliseconds\n")
        .contains("\ntraces_span_metrics_calls_total{" + CART_TEXT + "} 4 1700000000.000\n")
        .contains("\ntraces_span_metrics_calls_created{" + CART_TEXT
            + "} 1699999875.000 1700000000.000\n")
        .contains("_bucket{" + CART_TEXT + ",le=\"4\"} 3 1700000000.000"
            + " # {trace_id=\"00000000000000000000000000000abc\",span_id=\"0000000000000def\"}"
            + " 3 1699999995.000\n")
        .endsWith("\n# EOF\n");
  }

  @Test
  void protobuf_hasNativeHistograms() throws IOException {
    List<String> families = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(bytes(ScrapeFormat.PROTOBUF));
    while (!in.isAtEnd()) {
      int limit = in.pushLimit(in.readRawVarint32());
      families.add(family(in));
      in.popLimit(limit);
    }
    assertThat(families)
        .contains(
            "traces_span_metrics_calls_total counter 4.0",
            "traces_span_metrics_duration_milliseconds count 4 sum 16.0 schema 7 [3, -2]");
  }

  /** Reads the fields of a MetricFamily that the test looks at. */
  private static String family(CodedInputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> text.append(in.readString());
        case 4 -> text.append(metric(in.readBytes().newCodedInput()));
        default -> in.skipField(tag);
      }
    }
    return text.toString();
  }

  private static String metric(CodedInputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 3 -> text.append(" counter ").append(counter(in.readBytes().newCodedInput()));
        case 7 -> text.append(histogram(in.readBytes().newCodedInput()));
        default -> in.skipField(tag);
      }
    }
    return text.toString();
  }

  private static double counter(CodedInputStream in) throws IOException {
    assertThat(in.readTag()).isEqualTo(1 << 3 | WireFormat.WIRETYPE_FIXED64);
    return in.readDouble();
  }

  private static String histogram(CodedInputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    List<Long> deltas = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> text.append(" count ").append(in.readUInt64());
        case 2 -> text.append(" sum ").append(in.readDouble());
        case 5 -> text.append(" schema ").append(in.readSInt32());
        case 13 -> deltas.add(in.readSInt64());
        default -> in.skipField(tag);
      }
    }
    return text + " " + deltas;
  }

  @Test
  void samples_areRefusedWhileAnAggregatorIsMissing() {
    second.kill();
    assertThatThrownBy(() -> scrape.samples(ScrapeFormat.TEXT, QueryLimits.unlimited()))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.type()).isEqualTo(ErrorType.UNAVAILABLE))
        .hasMessageStartingWith("not all counts are known: aggregator \"b\" does not answer");
  }
}
