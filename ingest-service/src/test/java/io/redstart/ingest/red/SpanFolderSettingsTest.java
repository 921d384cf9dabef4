// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.ingest.red.label.AttributeSelection;
import io.redstart.model.Exemplars;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanFolderSettingsTest {
  private static final Resource CHECKOUT = resource("service.name", "checkout");

  @Test
  void excludedLabels_tellNoLabelSetsApart() throws Exception {
    SpanFolder folder = TestFolders.folder(
        "exclude_dimensions: [span.kind, status.code, span.name, instance, job]");
    fold(
        folder,
        request(
            resource("service.name", "a", "service.instance.id", "1"),
            span("x", 1).build()),
        request(
            resource("service.name", "a", "service.namespace", "n", "service.instance.id", "2"),
            span("y", 1)
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                .build()));

    assertThat(folder.fold().size()).isEqualTo(1);
    assertThat(labels(folder, Metric.SPANS)).containsExactly(Labels.of("service_name", "a"));
    assertThat(folder.labelSets()).isEqualTo(1);
  }

  @Test
  void callsAndDurations_haveTheirOwnDimensions() throws Exception {
    SpanFolder folder = TestFolders.folder("""
        exclude_dimensions: [span.name, span.kind, status.code, job]
        calls_dimensions: [{name: route}]
        histogram: {dimensions: [{name: zone, default: none}]}
        """);
    fold(
        folder,
        request(
            CHECKOUT,
            span("a", 5).addAttributes(attribute("route", "/a")).build(),
            span("a", 7).addAttributes(attribute("route", "/b")).build()));

    Fold fold = folder.fold();
    assertThat(labels(folder, Metric.CALLS))
        .containsExactlyInAnyOrder(
            Labels.of("service_name", "checkout", "route", "/a"),
            Labels.of("service_name", "checkout", "route", "/b"));
    assertThat(labels(folder, Metric.DURATION))
        .containsExactly(Labels.of("service_name", "checkout", "zone", "none"));
    assertThat(fold.spans()).isEqualTo(2);
    int calls = entries(folder, Metric.CALLS).get(0);
    assertThat(fold.increment(calls).cellCount()).isZero();
    int durations = entries(folder, Metric.DURATION).get(0);
    assertThat(fold.increment(durations).calls()).isEqualTo(2 * Weight.ONE);
    assertThat(fold.increment(durations).sumLow()).isEqualTo(12);
  }

  @Test
  void disabledHistogram_leavesCallsAlone() throws Exception {
    SpanFolder folder = TestFolders.folder("histogram: {disable: true}");
    fold(folder, request(CHECKOUT, span("a", 5).build()));

    assertThat(folder.fold().size()).isEqualTo(1);
    assertThat(entries(folder, Metric.CALLS)).hasSize(1);
  }

  @Test
  void globs_takeFromTheSpanThenFromTheResource() throws Exception {
    SpanFolder folder = TestFolders.folder("""
        exclude_dimensions: [service.name, span.name, span.kind, status.code, job]
        dimensions: [{glob: "http.*"}, {glob: "cloud.**"}]
        """);
    fold(
        folder,
        request(
            resource("service.name", "checkout", "cloud.region.name", "eu", "http.method", "PUT"),
            span("a", 5)
                .addAttributes(attribute("http.method", "GET"))
                .addAttributes(attribute("http.request.size", "7"))
                .addAttributes(attribute("http.route", "/cart"))
                .build()));

    assertThat(labels(folder, Metric.SPANS))
        .containsExactly(
            Labels.of("cloud_region_name", "eu", "http_method", "GET", "http_route", "/cart"));
  }

  @Test
  void globs_tellWhatTheResourceHasFromWhatTheSpanHas() throws Exception {
    SpanFolder folder = TestFolders.folder("""
        exclude_dimensions: [service.name, span.name, span.kind, status.code, job, instance]
        dimensions: [{glob: "a**"}]
        """);
    fold(
        folder,
        request(resource("a.b", "1", "a_b", "2"), span("a", 5).build()),
        request(
            resource("a.b", "1"),
            span("a", 5).addAttributes(attribute("a_b", "2")).build()));

    assertThat(labels(folder, Metric.SPANS))
        .containsExactlyInAnyOrder(Labels.of("a_b", "1"), Labels.of("a_b", "2"));
  }

  @Test
  void globs_rejectASpanWithAnEndlessKey() throws Exception {
    SpanFolder folder = TestFolders.folder("dimensions: [{glob: \"x*\"}]");
    String endless = "x".repeat(SpanFolder.VALUES_MAX_BYTES);
    fold(
        folder,
        request(
            CHECKOUT,
            span("a", 5).addAttributes(attribute(endless, "1")).build(),
            span("a", 5).addAttributes(attribute("y" + endless, "1")).build()));

    assertThat(folder.tally().rejected(Rejection.TOO_LARGE)).isEqualTo(1);
    assertThat(folder.fold().spans()).isEqualTo(1);
  }

  @Test
  void globs_keepAsManyAttributesAsFit() throws Exception {
    SpanFolder folder = TestFolders.folder("dimensions: [{glob: \"x*\"}]");
    Span.Builder span = span("a", 5);
    for (int i = 0; i < AttributeSelection.GLOB_VALUES_MAX + 1; i++) {
      span.addAttributes(attribute("x" + i, "1"));
    }
    fold(folder, request(CHECKOUT, span.build()));

    Labels labels = labels(folder, Metric.SPANS).get(0);
    assertThat(labels.has("x" + (AttributeSelection.GLOB_VALUES_MAX - 1))).isTrue();
    assertThat(labels.has("x" + AttributeSelection.GLOB_VALUES_MAX)).isFalse();
    assertThat(folder.tally().shortened()).isEqualTo(1);
  }

  @Test
  void longValue_isCutBetweenCharactersAndCounted() throws Exception {
    SpanFolder folder = TestFolders.folder("dimensions: [{name: a}, {name: b}]");
    fold(
        folder,
        request(
            CHECKOUT,
            span("ä".repeat(600), 1)
                .addAttributes(attribute("a", "x".repeat(5_000)))
                .build(),
            span("ä".repeat(600), 1)
                .addAttributes(attribute("a", "x".repeat(5_000) + "y"))
                .build()));

    for (Labels labels : labels(folder, Metric.SPANS)) {
      assertThat(labels.get("span_name")).isEqualTo("ä".repeat(512));
      assertThat(labels.get("a")).isEqualTo("x".repeat(1_024));
    }
    assertThat(folder.tally().shortened()).isEqualTo(2);
    assertThat(folder.fold().spans()).isEqualTo(2);
  }

  @Test
  void resourceToLabels_looksAtTheResourceAlone() throws Exception {
    SpanFolder folder = TestFolders.folder("resource_to_labels: [zone]");
    fold(
        folder,
        request(
            resource("service.name", "a", "zone", "eu"),
            span("a", 5).addAttributes(attribute("zone", "us")).build()));

    assertThat(labels(folder, Metric.SPANS).get(0).get("zone")).isEqualTo("eu");
  }

  @Test
  void scope_isALabelIfItIsIncluded() throws Exception {
    SpanFolder folder = TestFolders.folder("include_instrumentation_scope: [io.http]");
    fold(folder, scoped("io.http", "1.2"), scoped("io.other", "3"), scoped("io.http", ""));

    assertThat(labels(folder, Metric.SPANS))
        .extracting(one -> one.get("span_instrumentation_scope_name") + "/"
            + one.get("span_instrumentation_scope_version"))
        .containsExactlyInAnyOrder("io.http/1.2", "/", "io.http/");
  }

  private static ExportTraceServiceRequest scoped(String name, String version) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder()
            .setResource(CHECKOUT)
            .addScopeSpans(ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName(name).setVersion(version))
                .addSpans(span("a", 1))))
        .build();
  }

  @Test
  void samplingMethod_tellsSampledSpans() throws Exception {
    SpanFolder folder = TestFolders.folder("enable_metrics_sampling_method: true");
    fold(
        folder,
        request(
            CHECKOUT,
            span("a", 1).setTraceState("ot=th:0").build(),
            span("a", 1).setTraceState("ot=rv:0").build(),
            span("a", 1).build()));

    assertThat(labels(folder, Metric.SPANS))
        .extracting(one -> one.get("sampling_method"))
        .containsExactlyInAnyOrder("extrapolated", "counted");
    assertThat(folder.fold().increment(0).calls()).isEqualTo(Weight.ONE);
  }

  @Test
  void events_areLookedUpOnSpanThenEventThenResource() throws Exception {
    SpanFolder folder = TestFolders.folder("""
        exclude_dimensions: [service.name, span.kind, status.code, job]
        dimensions: [{name: zone}]
        events: {enabled: true, dimensions: [{name: exception.type}, {name: level, default: info}]}
        """);
    fold(
        folder,
        request(
            resource("zone", "eu", "level", "warn"),
            span("a", 5)
                .setTraceState("ot=th:8")
                .addEvents(Span.Event.newBuilder()
                    .addAttributes(attribute("exception.type", "IOException"))
                    .addAttributes(attribute("zone", "of the event")))
                .addEvents(Span.Event.newBuilder().addAttributes(attribute("level", "error")))
                .addEvents(Span.Event.newBuilder().addAttributes(attribute("level", "error")))
                .build()));

    assertThat(labels(folder, Metric.EVENTS))
        .containsExactlyInAnyOrder(
            Labels.of(
                "span_name", "a",
                "zone", "of the event",
                "exception_type", "IOException",
                "level", "warn"),
            Labels.of("span_name", "a", "zone", "eu", "level", "error"));
    Fold fold = folder.fold();
    assertThat(entries(folder, Metric.EVENTS))
        .extracting(entry -> fold.increment(entry).calls() / Weight.ONE)
        .containsExactlyInAnyOrder(2L, 4L);
    assertThat(labels(folder, Metric.SPANS))
        .containsExactly(Labels.of("span_name", "a", "zone", "eu"));
    assertThat(fold.spans()).isEqualTo(1);
  }

  /** Of two places one is for the worst; the other goes to the same trace, whoever failed. */
  @ParameterizedTest
  @CsvSource({"7, 7", "8, 8", "9, 9", "none, 20"})
  void exemplars_keepTheFailedOrElseTheSlowestTrace(String failed, long worst) throws Exception {
    SpanFolder folder = TestFolders.folder(
        "{exclude_dimensions: [status.code], exemplars: {enabled: true, max_per_data_point: 2}}");
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      Span.Builder span = traced(span("a", i), i);
      if (failed.equals(String.valueOf(i))) {
        span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
      }
      spans.add(span.build());
    }
    fold(folder, request(CHECKOUT, spans.toArray(Span[]::new)));

    Exemplars kept = folder.fold().exemplars(0);
    assertThat(kept).isNotNull();
    assertThat(kept.size()).isBetween(1, 2);
    assertThat(List.of(kept.traceLow(0), kept.traceLow(kept.size() - 1))).contains(worst);
  }

  @Test
  void exemplars_areKeptWithEveryCountOfASpan() throws Exception {
    SpanFolder folder = TestFolders.folder("""
        calls_dimensions: [{name: a}]
        events: {enabled: true, dimensions: [{name: b}]}
        self_time: {enabled: true}
        exemplars: {enabled: true}
        """);
    Span span =
        traced(span("a", 3), 5).addEvents(Span.Event.getDefaultInstance()).build();
    fold(folder, request(CHECKOUT, span));

    for (Metric metric : List.of(Metric.CALLS, Metric.DURATION, Metric.EVENTS, Metric.SELF_TIME)) {
      assertThat(entries(folder, metric)).as("entries of %s", metric).hasSize(1);
      Exemplars kept = folder.fold().exemplars(entries(folder, metric).get(0));
      assertThat(kept).as("exemplars of %s", metric).isNotNull();
      assertThat(kept.size()).as("exemplars of %s", metric).isEqualTo(1);
      assertThat(kept.traceLow(0)).isEqualTo(5);
      assertThat(kept.spanId(0)).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000001",
    "01, 0000000000000001",
    "00000000000000000000000000000000, 0000000000000001",
    "00000000000000000000000000000001, ''",
    "00000000000000000000000000000001, 01",
    "00000000000000000000000000000001, 0000000000000000",
  })
  void exemplars_areNoSpansWithoutValidIds(String trace, String id) throws Exception {
    SpanFolder folder = TestFolders.folder("exemplars: {enabled: true}");
    fold(
        folder,
        request(
            CHECKOUT,
            span("a", 3)
                .setTraceId(ByteString.fromHex(trace))
                .setSpanId(ByteString.fromHex(id))
                .build()));

    assertThat(folder.fold().spans()).isEqualTo(1);
    assertThat(folder.fold().exemplars(0)).isNull();
  }

  private static Span.Builder traced(Span.Builder span, int id) {
    return span.setTraceId(ByteString.fromHex("%032x".formatted(id)))
        .setSpanId(ByteString.fromHex("%016x".formatted(id)));
  }

  @Test
  void resource_isToldOnceForItsSpans() throws Exception {
    SpanFolder folder = TestFolders.folder("{}");
    Resource resource = resource(
        "service.name", "a",
        "service.instance.id", "1",
        "host.name", "h",
        "a.b", "first",
        "a_b", "second");
    fold(folder, request(resource, span("a", 1).build(), span("b", 1).build()));
    fold(folder, request(resource), request(CHECKOUT, span("a", 1).build()));

    assertThat(labels(folder, Metric.RESOURCES))
        .containsExactly(
            Labels.of("job", "a", "instance", "1", "host_name", "h", "a_b", "first;second"));
    assertThat(folder.fold().increment(entries(folder, Metric.RESOURCES).get(0)).calls())
        .isEqualTo(Weight.ONE);
    assertThat(folder.fold().spans()).isEqualTo(3);
  }

  private static List<Integer> entries(SpanFolder folder, Metric metric) {
    List<Integer> entries = new ArrayList<>();
    for (int entry = 0; entry < folder.fold().size(); entry++) {
      if (folder.fold().labelSet(entry).metric() == metric) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static List<Labels> labels(SpanFolder folder, Metric metric) {
    return entries(folder, metric).stream()
        .map(entry -> TestFolders.labels(folder.fold().labelSet(entry)))
        .toList();
  }

  private static void fold(SpanFolder folder, ExportTraceServiceRequest... requests)
      throws Exception {
    for (ExportTraceServiceRequest request : requests) {
      byte[] bytes = request.toByteArray();
      new OtlpTraceDecoder().decode(bytes, 0, bytes.length, folder);
    }
  }
}
