// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds a folder that has seen many requests against one that sees each as its first: no look-up may
 * find the label set of another span. Few keys and values, so that many spans differ in one place.
 */
class SpanFolderRandomTest {
  private static final long SEED = 20_261;
  /** {@code -Dfolder.random.requests=10000} for a long run. */
  private static final int REQUESTS = Integer.getInteger("folder.random.requests", 150);

  private static final List<String> KEYS =
      List.of("", "a", "a.b", "a_b", "a-b", "b", "c", "service.name", "service.instance.id");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dimensions: [{name: a}, {name: b, default: 1}]",
        "{dimensions: [{glob: 'a*'}], resource_to_labels: [b]}",
        "{dimensions: [{glob: '?*b'}, {name: b}], include_instrumentation_scope: [a, b]}",
        "{dimensions: [{glob: 'a*'}], include_instrumentation_scope: [a],"
            + " exclude_dimensions: [service.name, span.name, span.kind, status.code, job, instance]}",
        "{exclude_dimensions: [service.name, span.name, span.kind, status.code, job, instance],"
            + " events: {enabled: true, dimensions: [{glob: 'a*'}]}}",
        "{dimensions: [{name: a}], calls_dimensions: [{glob: 'a*'}],"
            + " include_instrumentation_scope: [a, b], enable_metrics_sampling_method: true,"
            + " events: {enabled: true, dimensions: [{name: c}, {glob: '*b'}]}}",
        "{histogram: {dimensions: [{name: b}]}, self_time: {enabled: true},"
            + " exclude_dimensions: [span.name, instance]}"
      })
  void spans_countAsIfNoneWereSeenBefore(String settings) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    SpanFolder seasoned = TestFolders.folder(settings);
    for (int i = 0; i < REQUESTS; i++) {
      ExportTraceServiceRequest request = request(random);
      seasoned.clear();

      assertThat(counts(seasoned, request))
          .as("seed %d, request %d: %s", SEED, i, request)
          .isEqualTo(counts(TestFolders.folder(settings), request));
    }
  }

  private static ExportTraceServiceRequest request(SplittableRandom random) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      ResourceSpans.Builder resource = request
          .addResourceSpansBuilder()
          .setResource(Resource.newBuilder().addAllAttributes(attributes(random)));
      for (int k = random.nextInt(1, 3); k > 0; k--) {
        resource.addScopeSpans(scopeSpans(random));
      }
    }
    return request.build();
  }

  private static ScopeSpans scopeSpans(SplittableRandom random) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder()
            .setName(pick(random, "", "a", "b", "c"))
            .setVersion(pick(random, "", "", "1", "a")));
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      Span.Builder span = span(pick(random, "", "a", "b"), random.nextInt(3))
          .setKindValue(random.nextInt(3))
          .setTraceState(pick(random, "", "", "ot=th:8"))
          .addAllAttributes(attributes(random));
      span.getStatusBuilder().setCodeValue(random.nextInt(3));
      for (int k = random.nextInt(3); k > 0; k--) {
        span.addEventsBuilder().addAllAttributes(attributes(random));
      }
      spans.addSpans(span);
    }
    return spans.build();
  }

  private static List<KeyValue> attributes(SplittableRandom random) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String key = pick(random, KEYS.toArray(String[]::new));
      attributes.add(
          switch (random.nextInt(8)) {
            case 0 -> KeyValue.newBuilder().setKey(key).build();
            case 1 -> of(key, AnyValue.newBuilder().setIntValue(1));
            case 2 -> of(key, AnyValue.newBuilder().setBoolValue(true));
            case 3 -> of(key, AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance()));
            case 4 -> attribute(key, "");
            case 5 -> attribute(key, "1".repeat(random.nextInt(5_000, 5_003)));
            default -> attribute(key, pick(random, "1", "true", "[]", "a"));
          });
    }
    return attributes;
  }

  private static KeyValue of(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static String pick(SplittableRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Returns what a request counts, by metric and labels, and what it does not. */
  private static TreeMap<String, String> counts(
      SpanFolder folder, ExportTraceServiceRequest request) throws Exception {
    byte[] bytes = request.toByteArray();
    new OtlpTraceDecoder().decode(bytes, 0, bytes.length, folder);
    TreeMap<String, String> counts = new TreeMap<>();
    Fold fold = folder.fold();
    for (int i = 0; i < fold.size(); i++) {
      LabelSet set = fold.labelSet(i);
      counts.put(
          set.metric() + " " + TestFolders.labels(set),
          "%d spans, %d calls, %d ns, %d cells"
              .formatted(
                  fold.spans(i),
                  fold.increment(i).calls(),
                  fold.increment(i).sumLow(),
                  fold.increment(i).cellCount()));
    }
    counts.put(
        "besides",
        "%d rejected, %d shortened, %d uncounted events"
            .formatted(
                folder.tally().rejected(),
                folder.tally().shortened(),
                folder.tally().uncountedEvents()));
    return counts;
  }
}
