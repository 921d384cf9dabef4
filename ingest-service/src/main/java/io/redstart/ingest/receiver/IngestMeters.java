// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.ingest.red.Drop;
import io.redstart.ingest.red.Rejection;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an ingest service tells of its requests and spans; one for all its event loops, thread-safe.
 *
 * <pre>
 *   redstart.ingest.requests{protocol, answer}   requests by what their senders were told
 *   redstart.ingest.request.bytes{protocol}      bytes of their bodies, as sent
 *   redstart.ingest.request.bytes.held           bytes of memory that requests hold while they arrive
 *                                                and are inflated
 *   redstart.ingest.spans{outcome}               accepted; refused (told to come back or too large);
 *                                                unknown (counted once or not at all)
 *   redstart.ingest.spans.rejected{reason}       spans rejected on their own, told as partial success
 *   redstart.ingest.spans.dropped{reason}        spans that the settings want not to be counted
 *   redstart.ingest.spans.shortened              spans counted with a label cut off or left out
 *   redstart.ingest.events.uncounted             events whose labels are no labels, or dropped
 *   redstart.ingest.self.times.unclear           spans whose self time could not be told
 *   redstart.ingest.label.sets                   label sets interned by all event loops
 *   redstart.ingest.label.set.restarts           how often an event loop had too many and began anew:
 *                                                rises when labels have too many values
 * </pre>
 */
public final class IngestMeters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestMeters.class);

  private static final String PREFIX = "redstart.ingest.";

  private final RefusalLog refusals;
  private final Map<Protocol, Map<Answer.Kind, Counter>> requests = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> bytes = new EnumMap<>(Protocol.class);
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
  private final Counter shortened;
  private final Counter uncountedEvents;
  private final Counter unclearSelfTimes;
  private final Counter accepted;
  private final Counter refused;
  private final Counter unknown;
  private final Counter restarts;
  private final AtomicLong labelSets = new AtomicLong();
  private final Gauge labelSetsGauge;
  private final LongAdder bytesHeld = new LongAdder();
  private final Gauge bytesHeldGauge;
  private final MeterRegistry registry;

  /** Registers all meters; time is told by the registry's clock. */
  public IngestMeters(MeterRegistry registry) {
    this.registry = registry;
    this.refusals = new RefusalLog(registry.config().clock()::monotonicTime, log::warn);
    for (Protocol protocol : Protocol.values()) {
      Map<Answer.Kind, Counter> byKind = new EnumMap<>(Answer.Kind.class);
      for (Answer.Kind kind : Answer.Kind.values()) {
        byKind.put(
            kind,
            Counter.builder(PREFIX + "requests")
                .tag("protocol", lower(protocol))
                .tag("answer", lower(kind))
                .register(registry));
      }
      requests.put(protocol, byKind);
      bytes.put(
          protocol,
          Counter.builder(PREFIX + "request.bytes")
              .tag("protocol", lower(protocol))
              .register(registry));
    }
    for (Rejection reason : Rejection.values()) {
      rejected.put(
          reason,
          Counter.builder(PREFIX + "spans.rejected")
              .tag("reason", reason.tag())
              .register(registry));
    }
    for (Drop reason : Drop.values()) {
      dropped.put(
          reason,
          Counter.builder(PREFIX + "spans.dropped").tag("reason", reason.tag()).register(registry));
    }
    shortened = registry.counter(PREFIX + "spans.shortened");
    uncountedEvents = registry.counter(PREFIX + "events.uncounted");
    unclearSelfTimes = registry.counter(PREFIX + "self.times.unclear");
    accepted = spans(registry, "accepted");
    refused = spans(registry, "refused");
    unknown = spans(registry, "unknown");
    restarts = registry.counter(PREFIX + "label.set.restarts");
    labelSetsGauge =
        Gauge.builder(PREFIX + "label.sets", labelSets, AtomicLong::get).register(registry);
    bytesHeldGauge =
        Gauge.builder(PREFIX + "request.bytes.held", bytesHeld, LongAdder::sum).register(registry);
  }

  private static Counter spans(MeterRegistry registry, String outcome) {
    return Counter.builder(PREFIX + "spans").tag("outcome", outcome).register(registry);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns where the bytes are added that requests hold. */
  public LongAdder bytesHeld() {
    return bytesHeld;
  }

  void received(Protocol protocol, int sizeBytes) {
    add(bytes.get(protocol), sizeBytes);
  }

  void answered(Protocol protocol, Answer answer) {
    add(requests.getOrDefault(protocol, Map.of()).get(answer.kind()), 1);
    if (answer.kind() != Answer.Kind.ACCEPTED) {
      refusals.request(answer);
    }
  }

  void rejected(Rejection reason, int spans) {
    add(rejected.get(reason), spans);
    refusals.spans(spans, "rejected_" + reason.tag(), reason.text());
  }

  /** Takes the outcome of a request of so many spans. */
  void settled(Outcome outcome, int spans) {
    if (outcome instanceof Outcome.Accepted) {
      accepted.increment(spans);
    } else if (outcome instanceof Outcome.Refused) {
      refused.increment(spans);
    } else if (outcome instanceof Outcome.Unknown) {
      unknown.increment(spans);
    } else if (outcome instanceof Outcome.Partial partial) {
      accepted.increment(spans - partial.rejectedSpans());
      unknown.increment(partial.rejectedSpans());
      refusals.spans(partial.rejectedSpans(), "partial", partial.message());
    }
  }

  /** Tells the log what it held back; to be called every few seconds. */
  public void tellRefusals() {
    refusals.tellDue();
  }

  /** Counts what a request's spans lost on their way to label sets. */
  void folded(SpanFolder folder) {
    for (Drop reason : Drop.values()) {
      add(dropped.get(reason), folder.droppedSpans(reason));
    }
    shortened.increment(folder.shortenedSpans());
    uncountedEvents.increment(folder.uncountedEvents());
    unclearSelfTimes.increment(folder.unclearSelfTimes());
  }

  void labelSets(int more, int restartsMore) {
    labelSets.addAndGet(more);
    restarts.increment(restartsMore);
  }

  /** Takes the gauges away; counters stay. */
  @Override
  public void close() {
    registry.remove(labelSetsGauge);
    registry.remove(bytesHeldGauge);
  }

  private static void add(@Nullable Counter counter, int more) {
    if (counter == null) {
      throw new IllegalStateException("a meter is not registered");
    }
    counter.increment(more);
  }
}
