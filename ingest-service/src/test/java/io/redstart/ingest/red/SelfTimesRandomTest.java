// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds self times against a nanosecond by nanosecond count. */
class SelfTimesRandomTest {
  private static final int ROUNDS = 300;

  @Test
  void selfTimes_equalTheNanosecondsWithoutAChild() throws Exception {
    SplittableRandom random = new SplittableRandom(4711);
    SpanFolder folder = TestFolders.folder("self_time: {enabled: true}");
    for (int round = 0; round < ROUNDS; round++) {
      List<Span> spans = randomSpans(random);
      byte[] bytes =
          request(resource("service.name", "a"), spans.toArray(Span[]::new)).toByteArray();
      folder.clear();
      new OtlpTraceDecoder().decode(bytes, 0, bytes.length, folder);

      assertThat(selfNanos(folder)).as("round %d", round).isEqualTo(expected(spans));
    }
  }

  /** Without a secret in the hash of ids this takes a minute. */
  @Test
  @Timeout(20)
  void traceIds_cannotBeChosenToCollide() throws Exception {
    SpanFolder folder = TestFolders.folder("self_time: {enabled: true}");
    Span[] spans = new Span[1 << 18];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = Span.newBuilder()
          .setTraceId(ByteString.fromHex("%016x%016x".formatted(i + 1, (i + 1) ^ 1)))
          .setSpanId(id(8, 1))
          .setEndTimeUnixNano(7)
          .build();
    }
    byte[] bytes = request(resource("service.name", "a"), spans).toByteArray();
    new OtlpTraceDecoder().decode(bytes, 0, bytes.length, folder);

    assertThat(selfNanos(folder)).containsExactly(Map.entry("", 7L * spans.length));
  }

  /** Spans of two traces, each with a name of its own; few ids, so that some stand twice. */
  private static List<Span> randomSpans(SplittableRandom random) {
    List<Span> spans = new ArrayList<>();
    int ids = random.nextInt(1, 200);
    for (int i = random.nextInt(20); i > 0; i--) {
      long start = random.nextInt(50);
      Span.Builder span = Span.newBuilder()
          .setName("s" + i)
          .setTraceId(id(16, 1 + random.nextInt(2)))
          .setSpanId(id(8, 1 + random.nextInt(ids)))
          .setStartTimeUnixNano(start)
          .setEndTimeUnixNano(Math.max(0, start + random.nextInt(-5, 50)));
      if (!spans.isEmpty() && random.nextInt(8) > 0) {
        Span other = spans.get(random.nextInt(spans.size()));
        span.setTraceId(other.getTraceId()).setParentSpanId(other.getSpanId());
      } else if (random.nextInt(4) == 0) {
        span.setParentSpanId(id(8, 1_000));
      }
      spans.add(span.build());
    }
    return spans;
  }

  private static ByteString id(int length, int number) {
    return ByteString.fromHex(("%0" + 2 * length + "x").formatted(number));
  }

  private static Map<String, Long> selfNanos(SpanFolder folder) {
    Map<String, Long> nanos = new HashMap<>();
    for (int entry = 0; entry < folder.fold().size(); entry++) {
      LabelSet set = folder.fold().labelSet(entry);
      if (set.metric() == Metric.SELF_TIME) {
        Increment increment = folder.fold().increment(entry);
        Labels labels = TestFolders.labels(set);
        nanos.put(labels.get("span_name"), increment.sumLow());
      }
    }
    return nanos;
  }

  private static Map<String, Long> expected(List<Span> spans) {
    Map<String, Long> nanos = new HashMap<>();
    for (Span span : spans) {
      List<Span> trace =
          spans.stream().filter(s -> s.getTraceId().equals(span.getTraceId())).toList();
      if (isClear(trace)) {
        nanos.put(span.getName(), selfNanos(span, trace));
      }
    }
    return nanos;
  }

  private static boolean isClear(List<Span> trace) {
    long ids = trace.stream().map(Span::getSpanId).distinct().count();
    boolean ownParent = trace.stream().anyMatch(s -> s.getSpanId().equals(s.getParentSpanId()));
    boolean rooted = trace.stream().anyMatch(s -> s.getParentSpanId().isEmpty());
    boolean torn = trace.stream()
        .anyMatch(s -> !s.getParentSpanId().isEmpty()
            && trace.stream().noneMatch(p -> p.getSpanId().equals(s.getParentSpanId())));
    return ids == trace.size() && !ownParent && !(rooted && torn);
  }

  private static long selfNanos(Span span, List<Span> trace) {
    long nanos = 0;
    for (long at = span.getStartTimeUnixNano(); at < span.getEndTimeUnixNano(); at++) {
      long now = at;
      nanos += trace.stream()
              .noneMatch(child -> child.getParentSpanId().equals(span.getSpanId())
                  && child.getStartTimeUnixNano() <= now
                  && now < child.getEndTimeUnixNano())
          ? 1
          : 0;
    }
    return nanos;
  }
}
