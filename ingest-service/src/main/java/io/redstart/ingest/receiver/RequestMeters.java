// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redstart.connection.RefusalLog;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.shard.SubmissionOutcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Meters requests: their answers, sizes and durations. Thread-safe.
 *
 * <pre>
 *   redstart.ingest.requests{protocol, answer}   requests by answer
 *   redstart.ingest.requests.unrecognized{protocol}
 *                                                requests without spans but with unknown fields
 *   redstart.ingest.request.bytes{protocol}      bytes of their bodies, as sent
 *   redstart.ingest.request.inflated.bytes       bytes of their bodies, inflated
 *   redstart.ingest.request.spans                spans in a request, counted or not
 *   redstart.ingest.decode                       seconds to inflate, decode and fold a request
 *   redstart.ingest.ack.latency                  seconds from then until it is acknowledged
 * </pre>
 *
 * <p>Micrometer keeps the quantiles of the latency in HdrHistograms that cover the last minute.
 * Reading does not empty them, so all scrapers see the same values. Refused requests have no
 * latency; requests of unknown outcome have that of their timeout.
 */
final class RequestMeters {
  private static final String PREFIX = "redstart.ingest.";
  private static final Duration SHOWN = Duration.ofMinutes(1);

  private final RefusalLog refusals;
  private final Clock clock;
  private final Map<Protocol, Map<ExportAnswer.Kind, Counter>> answers =
      new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> bytes = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> unrecognized = new EnumMap<>(Protocol.class);
  private final Counter inflatedBytes;
  private final DistributionSummary spans;
  private final Timer decode;
  private final Timer ackLatency;

  RequestMeters(MeterRegistry registry, RefusalLog refusals) {
    this.refusals = refusals;
    clock = registry.config().clock();
    for (Protocol protocol : Protocol.values()) {
      answers.put(protocol, answers(registry, protocol));
      bytes.put(
          protocol,
          Counter.builder(PREFIX + "request.bytes")
              .description("Bytes of request bodies as sent")
              .tag("protocol", lower(protocol))
              .register(registry));
      unrecognized.put(
          protocol,
          Counter.builder(PREFIX + "requests.unrecognized")
              .description("Accepted requests without spans but with unknown fields")
              .tag("protocol", lower(protocol))
              .register(registry));
    }
    inflatedBytes = Counter.builder(PREFIX + "request.inflated.bytes")
        .description("Bytes of request bodies when inflated")
        .register(registry);
    spans = DistributionSummary.builder(PREFIX + "request.spans")
        .description("Spans in a request")
        .register(registry);
    decode = Timer.builder(PREFIX + "decode")
        .description("Time to inflate, decode and fold a request")
        .register(registry);
    ackLatency = Timer.builder(PREFIX + "ack.latency")
        .description("Time until a request is acknowledged; quantiles of the last minute")
        .publishPercentiles(0.5, 0.9, 0.99, 0.999)
        .percentilePrecision(2)
        .distributionStatisticExpiry(SHOWN)
        .register(registry);
  }

  private static Map<ExportAnswer.Kind, Counter> answers(
      MeterRegistry registry, Protocol protocol) {
    Map<ExportAnswer.Kind, Counter> byKind = new EnumMap<>(ExportAnswer.Kind.class);
    for (ExportAnswer.Kind kind : ExportAnswer.Kind.values()) {
      byKind.put(
          kind,
          Counter.builder(PREFIX + "requests")
              .description("Requests by answer")
              .tag("protocol", lower(protocol))
              .tag("answer", kind.tag())
              .register(registry));
    }
    return byKind;
  }

  private static String lower(Protocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT);
  }

  /** Returns a monotonic time. */
  long nowNanos() {
    return clock.monotonicTime();
  }

  /** Counts a request that has arrived. */
  void received(Protocol protocol, int sizeBytes) {
    add(bytes.get(protocol), sizeBytes);
  }

  /** Counts a request that was well-formed. */
  void decoded(int inflatedSizeBytes, int spanCount, long startNanos) {
    inflatedBytes.increment(inflatedSizeBytes);
    spans.record(spanCount);
    decode.record(nowNanos() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a request that is not empty but in which nothing was recognized. */
  void unrecognized(Protocol protocol, String why) {
    add(unrecognized.get(protocol), 1);
    refusals.doubtful("unrecognized", "accepted without a span", why);
  }

  /** Records the latency of a request once its outcome is known. */
  void settled(SubmissionOutcome outcome, long submittedNanos) {
    if (!(outcome instanceof SubmissionOutcome.Refused)) {
      ackLatency.record(nowNanos() - submittedNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Counts a request that was answered. */
  void answered(Protocol protocol, ExportAnswer answer) {
    add(answers.getOrDefault(protocol, Map.of()).get(answer.kind()), 1);
    if (answer.kind() != ExportAnswer.Kind.ACCEPTED) {
      refusals.request(answer.reason(), answer.message());
    }
  }

  private static void add(@Nullable Counter counter, int more) {
    if (counter == null) {
      throw new IllegalStateException("a meter is not registered");
    }
    counter.increment(more);
  }
}
