// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.connection.RefusalLog;
import io.redstart.ingest.red.Drop;
import io.redstart.ingest.red.Rejection;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.red.SpanTally;
import io.redstart.ingest.shard.SubmissionOutcome;
import io.redstart.ingest.shard.SubmissionRefusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts spans by their outcome. Thread-safe.
 *
 * <pre>
 *   redstart.ingest.spans{outcome}            accepted; refused (to be retried, or too large);
 *                                             unknown (counted once or not at all)
 *   redstart.ingest.spans.refused{reason}     the refused spans by reason
 *   redstart.ingest.spans.rejected{reason}    spans rejected individually, by a partial success
 *   redstart.ingest.spans.dropped{reason}     spans excluded by the settings
 *   redstart.ingest.spans.shortened           spans counted with a label cut off or left out
 *   redstart.ingest.events.uncounted          events whose labels are invalid, or dropped
 *   redstart.ingest.self.times.unclear        spans whose self time could not be determined
 * </pre>
 */
final class SpanMeters {
  private static final String PREFIX = "redstart.ingest.";

  private final MeterRegistry registry;
  private final RefusalLog refusals;
  private final Map<SubmissionRefusal, Counter> refused;
  private final Map<Rejection, Counter> rejected;
  private final Map<Drop, Counter> dropped;
  private final Counter allAccepted;
  private final Counter allRefused;
  private final Counter allUnknown;
  private final Counter shortened;
  private final Counter uncountedEvents;
  private final Counter unclearSelfTimes;

  SpanMeters(MeterRegistry registry, RefusalLog refusals) {
    this.registry = registry;
    this.refusals = refusals;
    refused = byReason(
        SubmissionRefusal.class,
        SubmissionRefusal::tag,
        "spans.refused",
        "Spans of refused requests by reason");
    rejected = byReason(
        Rejection.class,
        Rejection::tag,
        "spans.rejected",
        "Spans rejected while others of their request were counted, by reason");
    dropped =
        byReason(Drop.class, Drop::tag, "spans.dropped", "Spans that settings exclude, by reason");
    allAccepted = outcome("accepted");
    allRefused = outcome("refused");
    allUnknown = outcome("unknown");
    shortened = counter("spans.shortened", "Spans counted with a label cut off or left out");
    uncountedEvents =
        counter("events.uncounted", "Events that were not counted although their span was");
    unclearSelfTimes =
        counter("self.times.unclear", "Counted spans whose self time could not be determined");
  }

  private <R extends Enum<R>> Map<R, Counter> byReason(
      Class<R> reasons, Function<R, String> tag, String name, String description) {
    Map<R, Counter> counters = new EnumMap<>(reasons);
    for (R reason : reasons.getEnumConstants()) {
      counters.put(
          reason,
          Counter.builder(PREFIX + name)
              .description(description)
              .tag("reason", tag.apply(reason))
              .register(registry));
    }
    return counters;
  }

  private Counter outcome(String outcome) {
    return Counter.builder(PREFIX + "spans")
        .description("Spans by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).register(registry);
  }

  /** Counts the spans of a request that were rejected, dropped or shortened while folding. */
  void folded(SpanFolder folder) {
    SpanTally tally = folder.tally();
    rejected.forEach((reason, counter) -> {
      int spans = tally.rejected(reason);
      if (spans > 0) {
        counter.increment(spans);
        refusals.spans(spans, "rejected_" + reason.tag(), reason.text());
      }
    });
    dropped.forEach((reason, counter) -> counter.increment(tally.dropped(reason)));
    shortened.increment(tally.shortened());
    uncountedEvents.increment(tally.uncountedEvents());
    unclearSelfTimes.increment(folder.unclearSelfTimes());
  }

  /** Counts the spans of a request by its outcome. */
  void settled(SubmissionOutcome outcome, int spans) {
    if (outcome instanceof SubmissionOutcome.Accepted) {
      allAccepted.increment(spans);
    } else if (outcome instanceof SubmissionOutcome.Refused why) {
      allRefused.increment(spans);
      add(refused.get(why.reason()), spans);
    } else if (outcome instanceof SubmissionOutcome.Unknown) {
      allUnknown.increment(spans);
    } else if (outcome instanceof SubmissionOutcome.Partial partial) {
      allAccepted.increment(spans - partial.rejectedSpans());
      allUnknown.increment(partial.rejectedSpans());
      refusals.spans(partial.rejectedSpans(), "partial", partial.message());
    }
  }

  private static void add(@Nullable Counter counter, int more) {
    if (counter == null) {
      throw new IllegalStateException("a meter is not registered");
    }
    counter.increment(more);
  }
}
