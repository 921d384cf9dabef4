// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.connection.RefusalLog;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an ingest service tells of its requests and spans; one for all its event loops, thread-safe.
 *
 * <pre>
 *   redstart.ingest.request.bytes.held   bytes of memory that requests hold while they arrive and are
 *                                        inflated
 *   redstart.ingest.label.sets           label sets interned by all event loops
 *   redstart.ingest.label.set.restarts   how often an event loop had too many and began anew: rises
 *                                        when labels have too many values
 * </pre>
 *
 * <p>The others stand at {@link RequestMeters} and {@link SpanMeters}; docs/metrics.md lists all.
 */
public final class IngestMeters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestMeters.class);

  private static final String PREFIX = "redstart.ingest.";

  private final MeterRegistry registry;
  private final RefusalLog refusals;
  private final RequestMeters requests;
  private final SpanMeters spans;
  private final Counter restarts;
  private final AtomicLong labelSets = new AtomicLong();
  private final Gauge labelSetsGauge;
  private final LongAdder bytesHeld = new LongAdder();
  private final Gauge bytesHeldGauge;

  /** Registers all meters; time is told by the registry's clock. */
  public IngestMeters(MeterRegistry registry) {
    this.registry = registry;
    refusals = new RefusalLog(registry.config().clock()::monotonicTime, Advice::on, log::warn);
    requests = new RequestMeters(registry, refusals);
    spans = new SpanMeters(registry, refusals);
    restarts = Counter.builder(PREFIX + "label.set.restarts")
        .description("Times an event loop had too many label sets and forgot them all")
        .register(registry);
    labelSetsGauge = Gauge.builder(PREFIX + "label.sets", labelSets, AtomicLong::get)
        .description("Label sets that event loops have interned")
        .register(registry);
    bytesHeldGauge = Gauge.builder(PREFIX + "request.bytes.held", bytesHeld, LongAdder::sum)
        .description("Bytes of memory that requests hold while they arrive and are inflated")
        .register(registry);
  }

  /** Returns what logs refusals. */
  public RefusalLog refusals() {
    return refusals;
  }

  RequestMeters requests() {
    return requests;
  }

  SpanMeters spans() {
    return spans;
  }

  /** Returns where the bytes are added that requests hold. */
  public LongAdder bytesHeld() {
    return bytesHeld;
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
}
