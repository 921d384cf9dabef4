// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redstart.connection.RefusalLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics and the log of one export. Thread-safe. */
final class PushMeters {
  /** The receiver will never accept these samples. */
  static final String REFUSED = "refused";

  /** The receiver accepted a request, but not all its samples. */
  static final String PARTIAL = "partial";

  private static final String INCOMPLETE = "incomplete";
  private static final Logger log = LoggerFactory.getLogger(PushMeters.class);
  private static final String PREFIX = "redstart.export.";
  private static final String EXPORT = "export";

  private final MeterRegistry registry;
  private final String export;
  private final RefusalLog failures;
  private final Counter samples;
  private final Counter retries;
  private final Counter repeated;
  private final Counter refused;
  private final Counter partial;
  private final Counter skippedSeconds;
  private final Timer requests;
  private final List<Meter> meters = new ArrayList<>();

  PushMeters(MeterRegistry registry, String export) {
    this.registry = registry;
    this.export = export;
    this.failures = new RefusalLog(
        registry.config().clock()::monotonicTime,
        PushMeters::advice,
        line -> log.warn("{}: {}", export, line));
    this.samples = counter("samples", "Samples that the receiver of an export has accepted");
    this.retries = counter("retries", "Requests of an export that failed and are sent again");
    this.repeated = counter(
        "repeated.samples",
        "Samples of an export that were sent again, although the receiver may have had them");
    this.skippedSeconds = counter(
        "skipped.seconds", "Seconds whose samples were not sent: they had left the store before");
    this.refused = dropped(REFUSED);
    this.partial = dropped(PARTIAL);
    this.requests = Timer.builder(PREFIX + "requests")
        .description("Time until the receiver of an export answers")
        .tag(EXPORT, export)
        .register(registry);
    meters.add(requests);
  }

  private static String advice(String reason) {
    return switch (reason) {
      case REFUSED -> "look at the receiver's log";
      case PARTIAL -> "look at the receiver's log: the rest of the request was accepted";
      case INCOMPLETE ->
        "the export waits, so that no counter falls; if an aggregator will never return, name it in"
            + " query.forgotten_aggregators";
      default -> "";
    };
  }

  private Counter counter(String name, String description) {
    Counter counter = Counter.builder(PREFIX + name)
        .description(description)
        .tag(EXPORT, export)
        .register(registry);
    meters.add(counter);
    return counter;
  }

  private Counter dropped(String reason) {
    Counter counter = Counter.builder(PREFIX + "dropped.samples")
        .description("Samples that the receiver of an export did not accept, by reason")
        .tag(EXPORT, export)
        .tag("reason", reason)
        .register(registry);
    meters.add(counter);
    return counter;
  }

  /** Shows how far an export is behind. */
  void watchLag(Supplier<Number> seconds) {
    meters.add(Gauge.builder(PREFIX + "lag", seconds)
        .description("Time since the stamp that the receiver of an export has last")
        .baseUnit("seconds")
        .tag(EXPORT, export)
        .register(registry));
  }

  void answered(long nanos) {
    requests.record(Duration.ofNanos(nanos));
  }

  long nanos() {
    return registry.config().clock().monotonicTime();
  }

  void delivered(long count) {
    samples.increment((double) count);
  }

  void dropped(String reason, long count, String why) {
    (reason.equals(REFUSED) ? refused : partial).increment((double) count);
    failures.doubtful(reason, "dropped with " + count + " samples", why);
  }

  void retry(String why) {
    retries.increment();
    failures.doubtful("failed", "sent again", why);
  }

  void repeated(long count) {
    repeated.increment((double) count);
  }

  /** Logs which aggregators are missing. */
  void incomplete(String why) {
    failures.doubtful(INCOMPLETE, "delayed", why);
  }

  /** Logs why nothing is sent at the moment. */
  void broken(Throwable failure) {
    failures.doubtful("error", "delayed", String.valueOf(failure));
  }

  void withoutInfos(String why) {
    failures.doubtful("target_info", "sent without target_info", why);
  }

  void skipped(long seconds) {
    skippedSeconds.increment((double) seconds);
    log.warn(
        "{}: skipped {} s, which the store no longer keeps; counters go on after them",
        export,
        seconds);
  }

  /** Removes the metrics. */
  void close() {
    meters.forEach(registry::remove);
  }
}
