// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redstart.connection.RefusalLog;
import io.redstart.ingest.forward.queue.DiskQueue;
import io.redstart.ingest.forward.queue.Loss;
import io.redstart.ingest.forward.queue.LossSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters forwarding, and logs what is lost and what fails, at most once a minute for each reason.
 * Thread-safe.
 *
 * <pre>
 *   redstart.ingest.forward.queued.bytes                bytes of requests that wait on disk
 *   redstart.ingest.forward.queue.max.bytes             their limit
 *   redstart.ingest.forward.oldest.seconds              age of the oldest of them
 *   redstart.ingest.forward.sending                     requests being sent, or waiting for another
 *                                                       attempt
 *   redstart.ingest.forward.sent.{requests,spans,bytes} what the receiver accepted
 *   redstart.ingest.forward.retries                     attempts that will be repeated
 *   redstart.ingest.forward.dropped.{requests,spans}{reason}
 *                                                       what it will not get
 *   redstart.ingest.forward.latency                     seconds of an attempt that succeeded
 * </pre>
 */
final class ForwardMeters implements LossSink {
  private static final Logger log = LoggerFactory.getLogger(ForwardMeters.class);
  private static final String PREFIX = "redstart.ingest.forward.";
  private static final String RETRIED = "retried";
  private static final String TROUBLED = "disk_trouble";
  private static final double MILLIS_PER_SECOND = 1_000;

  private final MeterRegistry registry;
  private final Clock clock;
  private final RefusalLog lines;
  /** By the reason's position. */
  private final List<Counter> droppedRequests = new ArrayList<>();

  private final List<Counter> droppedSpans = new ArrayList<>();
  private final Counter sentRequests;
  private final Counter sentSpans;
  private final Counter sentBytes;
  private final Counter retries;
  private final Timer latency;
  private final AtomicInteger sending = new AtomicInteger();
  private final List<Meter> gauges = new ArrayList<>();

  ForwardMeters(MeterRegistry registry) {
    this.registry = registry;
    this.clock = registry.config().clock();
    this.lines = new RefusalLog(clock::monotonicTime, ForwardMeters::advice, log::warn);
    for (Loss loss : Loss.values()) {
      droppedRequests.add(
          dropped("dropped.requests", "Accepted requests that are not forwarded", loss));
      droppedSpans.add(dropped("dropped.spans", "Spans that are not forwarded", loss));
    }
    sentRequests = counter("sent.requests", "Requests that the receiver accepted");
    sentSpans = counter("sent.spans", "Spans that the receiver accepted");
    sentBytes = counter("sent.bytes", "Bytes of requests that the receiver accepted, inflated");
    retries = counter("retries", "Attempts to forward a request that failed and will be repeated");
    latency = Timer.builder(PREFIX + "latency")
        .description("Time of an attempt that succeeded; quantiles of the last minute")
        .publishPercentiles(0.5, 0.99)
        .percentilePrecision(2)
        .distributionStatisticExpiry(Duration.ofMinutes(1))
        .register(registry);
  }

  private static String advice(String reason) {
    return switch (reason) {
      case RETRIED -> "the requests are kept and sent again: check the receiver";
      case TROUBLED -> "nothing is lost yet: check the disk of ingest.forward.sending_queue.path";
      default -> Loss.adviceOn(reason);
    };
  }

  private Counter dropped(String name, String description, Loss loss) {
    return Counter.builder(PREFIX + name)
        .description(description + ", by reason")
        .tag("reason", loss.tag())
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).register(registry);
  }

  /** Adds the gauges of a queue. */
  void watch(DiskQueue queue, long queueMaxBytes) {
    gauge(
        "queued.bytes",
        "Bytes of requests that wait on disk to be forwarded",
        () -> queue.waitingBytes());
    gauge("queue.max.bytes", "Limit of the bytes that wait on disk", () -> queueMaxBytes);
    gauge("oldest.seconds", "Age of the oldest request that waits to be forwarded", () -> {
      long stampMillis = queue.oldestStampMillis();
      return stampMillis == DiskQueue.NO_STAMP
          ? 0
          : Math.max(0, clock.wallTime() - stampMillis) / MILLIS_PER_SECOND;
    });
    gauge("sending", "Requests being sent, or waiting for another attempt", sending::get);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    gauges.add(Gauge.builder(PREFIX + name, value).description(description).register(registry));
  }

  Clock clock() {
    return clock;
  }

  long nowNanos() {
    return clock.monotonicTime();
  }

  long nowMillis() {
    return clock.wallTime();
  }

  /** Counts a request that begins or ends to be sent. */
  void sending(int more) {
    sending.addAndGet(more);
  }

  /** Counts a request that arrived. */
  void sent(int sizeBytes, long spans, long nanos) {
    sentRequests.increment();
    sentSpans.increment((double) spans);
    sentBytes.increment(sizeBytes);
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an attempt that will be repeated. */
  void failed(String why) {
    retries.increment();
    lines.add("forwarding attempt", "failed", 1, RETRIED, why);
  }

  @Override
  public void lost(Loss loss, long requests, long spans, String why) {
    droppedRequests.get(loss.ordinal()).increment((double) requests);
    droppedSpans.get(loss.ordinal()).increment((double) spans);
    boolean isWhole = requests > 0;
    lines.add(
        isWhole ? "request" : "span",
        "not forwarded",
        Math.max(1, isWhole ? requests : spans),
        loss.tag(),
        why);
  }

  @Override
  public void troubled(String why) {
    lines.add("operation on the queue", "failed", 1, TROUBLED, why);
  }

  /** Logs what is due. To be called every second. */
  void tellDue() {
    lines.tellDue();
  }

  /** Removes the gauges; counters stay. */
  void close() {
    gauges.forEach(registry::remove);
  }
}
