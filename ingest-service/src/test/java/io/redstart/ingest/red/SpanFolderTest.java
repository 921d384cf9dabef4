// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.redstart.ingest.TestSpans;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanFolderTest {
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 4_000_000);
  private static final String BUCKETS = "histogram: {explicit: {buckets: [2ms, 4ms]}}";
  private static final Resource CHECKOUT = resource("service.name", "checkout");

  @Test
  void span_getsTheLabelsOfConnectorAndPrometheus() throws Exception {
    Resource resource = resource(
        "service.name", "checkout", "service.namespace", "shop", "service.instance.id", "pod-1");
    Span span = span("POST /cart", 1)
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .build();

    assertThat(labelsOf(request(resource, span)))
        .containsExactly(Labels.of(
            "service_name", "checkout",
            "span_name", "POST /cart",
            "span_kind", "SPAN_KIND_SERVER",
            "status_code", "STATUS_CODE_ERROR",
            "job", "shop/checkout",
            "instance", "pod-1"));
  }

  @Test
  void span_withoutServiceName_countsUnderUnknownService() throws Exception {
    assertThat(labelsOf(request(Resource.getDefaultInstance(), span("a", 1).build())))
        .containsExactly(Labels.of(
            "service_name", "unknown_service",
            "span_name", "a",
            "span_kind", "SPAN_KIND_SERVER",
            "status_code", "STATUS_CODE_UNSET",
            "job", "unknown_service"));
  }

  @Test
  void span_withUnknownKind_hasNoKindLabel() throws Exception {
    Span span = span("a", 1).setKindValue(9).build();

    assertThat(labelsOf(request(CHECKOUT, span)).get(0).has("span_kind")).isFalse();
  }

  @Test
  void dimension_isLookedUpOnSpanThenResourceThenDefault() throws Exception {
    String dimensions =
        "dimensions: [{name: http.method, default: GET}, {name: 1st}, {name: zone}]";
    Resource resource = resource("service.name", "a", "zone", "eu", "http.method", "PUT");
    Span first = span("a", 1).addAttributes(attribute("http.method", "POST")).build();
    Span second = span("a", 1).addAttributes(attribute("1st", "x")).build();

    List<Labels> labels = labelsOf(request(resource, first, second), dimensions);
    List<Labels> defaulted = labelsOf(request(CHECKOUT, span("a", 1).build()), dimensions);

    assertThat(labels)
        .extracting(
            one -> one.get("http_method"), one -> one.get("key_1st"), one -> one.get("zone"))
        .containsExactlyInAnyOrder(tuple("POST", "", "eu"), tuple("PUT", "x", "eu"));
    assertThat(defaulted.get(0).get("http_method")).isEqualTo("GET");
    assertThat(defaulted.get(0).has("zone")).isFalse();
  }

  @Test
  void dimension_isWrittenAsTheCollectorWritesValues() throws Exception {
    Span span = span("a", 1)
        .addAttributes(
            KeyValue.newBuilder().setKey("code").setValue(AnyValue.newBuilder().setIntValue(503)))
        .build();

    assertThat(labelsOf(request(CHECKOUT, span), "dimensions: [{name: code}]")
            .get(0)
            .get("code"))
        .isEqualTo("503");
  }

  @Test
  void spans_areFoldedByLabelSet() throws Exception {
    SpanFolder folder = TestFolders.folder(BUCKETS);
    fold(
        folder,
        request(
            CHECKOUT,
            span("a", 1_000_000).build(),
            span("b", 7).build(),
            span("a", 3_000_000).build()));

    Fold fold = folder.fold();
    assertThat(fold.size()).isEqualTo(2);
    assertThat(fold.spans()).isEqualTo(3);
    Increment increment = fold.increment(0);
    assertThat(fold.spans(0)).isEqualTo(2);
    assertThat(increment.calls()).isEqualTo(2 * Weight.ONE);
    assertThat(increment.sumLow()).isEqualTo(4_000_000);
    assertThat(increment.cellCount()).isEqualTo(2);
    assertThat(increment.cell(0)).isEqualTo(LAYOUT.cellOf(1_000_000));
  }

  @Test
  void spans_ofOneLabelSetKeepItsIdentityOverRequests() throws Exception {
    SpanFolder folder = TestFolders.folder(BUCKETS);
    fold(folder, request(CHECKOUT, span("a", 1).build()));
    LabelSet first = folder.fold().labelSet(0);
    folder.clear();
    fold(folder, request(CHECKOUT, span("a", 2).build()));

    assertThat(folder.fold().labelSet(0)).isSameAs(first);
    assertThat(folder.labelSets()).isEqualTo(1);
  }

  @Test
  void sampledSpan_countsWithItsWeight() throws Exception {
    SpanFolder folder = TestFolders.folder(BUCKETS);
    fold(folder, request(CHECKOUT, span("a", 1_000).setTraceState("ot=th:c").build()));

    assertThat(folder.fold().increment(0).calls()).isEqualTo(4 * Weight.ONE);
    assertThat(folder.fold().increment(0).sumLow()).isEqualTo(4_000);
    assertThat(folder.fold().spans()).isEqualTo(1);
  }

  @Test
  void span_thatIsNotUtf8_isRejectedAlone() throws Exception {
    SpanFolder folder = TestFolders.folder(BUCKETS);
    byte[] bytes = TestSpans.withInvalidName();
    for (int round = 0; round < 2; round++) {
      folder.clear();
      new OtlpTraceDecoder().decode(bytes, 0, bytes.length, folder);

      assertThat(folder.tally().rejected(Rejection.INVALID_UTF8)).isEqualTo(1);
      assertThat(folder.fold().spans()).isEqualTo(1);
    }
  }

  @Test
  void span_withAnEndlessName_isRejectedAlone() throws Exception {
    SpanFolder folder = TestFolders.folder(BUCKETS);
    Span endless = span("x".repeat(SpanFolder.VALUES_MAX_BYTES), 1).build();
    fold(folder, request(CHECKOUT, endless, span("a", 1).build()));

    assertThat(folder.tally().rejected(Rejection.TOO_LARGE)).isEqualTo(1);
    assertThat(folder.fold().spans()).isEqualTo(1);
  }

  @Test
  void spans_beyondWhatAFoldMayHoldAreRejected() throws Exception {
    SpanFolder folder = TestFolders.folder("resource_to_labels: [a, b, c, d, e, f, g]");
    String value = "x".repeat(1_000);
    Resource resource = resource(
        "a", value, "b", value, "c", value, "d", value, "e", value, "f", value, "g", value);
    Span[] spans = new Span[30_000];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = Span.newBuilder().setName("a" + i).build();
    }
    fold(folder, request(resource, spans));

    int rejected = folder.tally().rejected(Rejection.TOO_LARGE);
    assertThat(rejected).isPositive();
    assertThat(folder.fold().spans() + rejected).isEqualTo(spans.length);
    assertThat(folder.fold().sizeBytesMax())
        .isBetween(SpanFolder.FOLD_MAX_BYTES, SpanFolder.FOLD_MAX_BYTES + (1 << 14));
  }

  @Test
  void durationNanos_isNeverNegative() {
    assertThat(SpanFolder.durationNanos(5, 3)).isZero();
    assertThat(SpanFolder.durationNanos(5, 5)).isZero();
    assertThat(SpanFolder.durationNanos(5, 8)).isEqualTo(3);
    assertThat(SpanFolder.durationNanos(-2, -1)).isEqualTo(1);
    assertThat(SpanFolder.durationNanos(0, -1)).isEqualTo(Long.MAX_VALUE);
  }

  private static void fold(SpanFolder folder, ExportTraceServiceRequest request) throws Exception {
    byte[] bytes = request.toByteArray();
    new OtlpTraceDecoder().decode(bytes, 0, bytes.length, folder);
  }

  private static List<Labels> labelsOf(ExportTraceServiceRequest request) throws Exception {
    return labelsOf(request, BUCKETS);
  }

  private static List<Labels> labelsOf(ExportTraceServiceRequest request, String block)
      throws Exception {
    SpanFolder folder = TestFolders.folder(block);
    fold(folder, request);
    List<Labels> labels = new ArrayList<>();
    for (int entry = 0; entry < folder.fold().size(); entry++) {
      if (folder.fold().labelSet(entry).metric() == Metric.SPANS) {
        labels.add(TestFolders.labels(folder.fold().labelSet(entry)));
      }
    }
    return labels;
  }
}
