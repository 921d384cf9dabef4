// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The meters of the channels of one ingest verticle. All verticles share the counters; gauges carry
 * the verticle's event loop as a tag.
 */
final class ChannelMeters {
  private static final String PREFIX = "redstart.ingest.channel.";

  private final MeterRegistry registry;
  private final List<Gauge> gauges;
  private final AtomicLong pendingBytes = new AtomicLong();
  private final AtomicLong grantBytes = new AtomicLong();
  private final AtomicLong waitingRequests = new AtomicLong();
  private final Map<SubmissionRefusal, Counter> refusals = new EnumMap<>(SubmissionRefusal.class);
  private final Counter accepted;
  private final Counter refused;
  private final Counter unknown;
  private final Counter partial;
  private final Counter rejectedSpans;
  private final Counter messages;
  private final Counter entries;
  private final Counter bytes;
  private final Counter retries;
  private final Counter respellings;
  private final Counter probes;
  private final Counter unanswered;
  private final Counter silences;
  private final Counter moves;
  private final Counter doubts;

  ChannelMeters(MeterRegistry registry, String eventLoop) {
    this.registry = registry;
    this.gauges = List.of(
        gauge(
            "pending.bytes",
            "Upper bound of the bytes waiting to be sent to shards",
            pendingBytes,
            eventLoop),
        gauge("grant.bytes", "Bytes that may be pending, granted by shards", grantBytes, eventLoop),
        gauge("requests.waiting", "Requests waiting for an answer", waitingRequests, eventLoop));
    for (SubmissionRefusal reason : SubmissionRefusal.values()) {
      refusals.put(
          reason,
          Counter.builder(PREFIX + "refusals")
              .description("Requests or parts of requests that were not counted, by reason")
              .tag("reason", reason.tag())
              .register(registry));
    }
    accepted = outcome("accepted");
    refused = outcome("refused");
    unknown = outcome("unknown");
    partial = outcome("partial");
    rejectedSpans = counter("rejected.spans", "Spans rejected in answers with a partial success");
    messages = counter("messages", "Messages sent to shards for the first time");
    entries = counter("entries", "Entries of messages to shards");
    bytes = counter("bytes", "Bytes of messages to shards");
    retries = counter("retries", "Messages sent again because the shard reported them missing");
    respellings =
        counter("respellings", "Messages spelled out again because the shard forgot numbers");
    probes = counter("probes", "Probes of shards for the last applied sequence");
    unanswered = counter("unanswered", "Requests to shards without an answer");
    silences = counter("silences", "Times a channel's store fell silent");
    moves = counter("moves", "Batches moved to another channel before they were sent");
    doubts = counter("unknown", "Messages to shards whose outcome is unknown");
  }

  private Gauge gauge(String name, String description, AtomicLong value, String eventLoop) {
    return Gauge.builder(PREFIX + name, value, AtomicLong::get)
        .description(description)
        .tag("event_loop", eventLoop)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).register(registry);
  }

  private Counter outcome(String outcome) {
    return Counter.builder(PREFIX + "requests")
        .description("Requests by the outcome reported to their senders")
        .tag("outcome", outcome)
        .register(registry);
  }

  void pendingBytes(int more) {
    pendingBytes.addAndGet(more);
  }

  void grantBytes(int more) {
    grantBytes.addAndGet(more);
  }

  void waiting(int requests) {
    waitingRequests.set(requests);
  }

  void answered(SubmissionOutcome outcome) {
    if (outcome instanceof SubmissionOutcome.Accepted) {
      accepted.increment();
    } else if (outcome instanceof SubmissionOutcome.Refused) {
      refused.increment();
    } else if (outcome instanceof SubmissionOutcome.Unknown) {
      unknown.increment();
    } else if (outcome instanceof SubmissionOutcome.Partial some) {
      partial.increment();
      rejectedSpans.increment(some.rejectedSpans());
    }
  }

  void refusal(SubmissionRefusal reason) {
    Counter counter = refusals.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  void sent(int entryCount, int sizeBytes) {
    messages.increment();
    entries.increment(entryCount);
    bytes.increment(sizeBytes);
  }

  void sentAgain() {
    retries.increment();
  }

  void spelledAgain() {
    respellings.increment();
  }

  void probed() {
    probes.increment();
  }

  void unanswered() {
    unanswered.increment();
  }

  void fellSilent() {
    silences.increment();
  }

  void moved() {
    moves.increment();
  }

  void inDoubt() {
    doubts.increment();
  }

  /** Removes the gauges. */
  void close() {
    gauges.forEach(registry::remove);
  }
}
