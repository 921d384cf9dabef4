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
 * Meters the requests and spans of an ingest service; shared by all its event loops, thread-safe.
 *
 * <pre>
 *   redstart.ingest.request.bytes.held   bytes of memory that requests hold while they arrive and
 *                                        are inflated
 *   redstart.ingest.label.sets           label sets interned by all event loops
 *   redstart.ingest.label.set.restarts   how often an event loop had too many and dropped them all:
 *                                        rises when labels have too many values
 * </pre>
 *
 * <p>See {@link RequestMeters} and {@link SpanMeters} for the others; docs/metrics.md lists all.
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

  /** Registers all meters; uses the registry's clock. */
  public IngestMeters(MeterRegistry registry) {
    this.registry = registry;
    refusals = new RefusalLog(registry.config().clock()::monotonicTime, Advice::on, log::warn);
    requests = new RequestMeters(registry, refusals);
    spans = new SpanMeters(registry, refusals);
    restarts = Counter.builder(PREFIX + "label.set.restarts")
        .description("Times an event loop had too many label sets and dropped them all")
        .register(registry);
    labelSetsGauge = Gauge.builder(PREFIX + "label.sets", labelSets, AtomicLong::get)
        .description("Label sets interned by event loops")
        .register(registry);
    bytesHeldGauge = Gauge.builder(PREFIX + "request.bytes.held", bytesHeld, LongAdder::sum)
        .description("Bytes of memory that requests hold while they arrive and are inflated")
        .register(registry);
  }

  /** Returns the log of refusals. */
  public RefusalLog refusals() {
    return refusals;
  }

  RequestMeters requests() {
    return requests;
  }

  SpanMeters spans() {
    return spans;
  }

  /** Returns the counter of the bytes that requests hold. */
  public LongAdder bytesHeld() {
    return bytesHeld;
  }

  void labelSets(int more, int restartsMore) {
    labelSets.addAndGet(more);
    restarts.increment(restartsMore);
  }

  /** Removes the gauges; counters stay. */
  @Override
  public void close() {
    registry.remove(labelSetsGauge);
    registry.remove(bytesHeldGauge);
  }
}
