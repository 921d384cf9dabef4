// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.latest.LatestSamples;
import io.redstart.wire.LabelSets;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was counted up to one stamp and fills one batch after another. It reads a range of slots
 * at a time, as wide as some MiB allow. Used by one thread at a time; its calls block.
 */
final class StampReader {
  /** Beyond this size the next range is half as wide; below a quarter of it, twice as wide. */
  private static final long RANGE_MAX_BYTES = 16 << 20;

  private static final int FIRST_SLOTS = LabelSets.SLOTS / 64;

  /**
   * Where reading begins again after an outage of the receiver: behind the last label set that it
   * has.
   *
   * @param metric the metric's position among all
   * @param slot the first slot of the range that was read
   * @param slots how many it has
   * @param last the last of its label sets that is delivered, if there is one
   */
  record Place(int metric, int slot, int slots, @Nullable Labels last) {
    static final Place START = new Place(-1, LabelSets.SLOTS, FIRST_SLOTS, null);
  }

  /**
   * A filled batch.
   *
   * @param body the body of its request
   * @param samples how many samples it has
   * @param after where to begin once it is delivered
   */
  record Message(Buffer body, int samples, Place after) {}

  private final LatestSamples source;
  private final List<LatestMetric> metrics;
  private final Iterator<Map.Entry<Labels, Point>> infos;
  private final Step step;
  private final PushProtocol protocol;
  private final PushBatch batch;
  private final int samplesMax;
  private final QueryLimits limits;
  private Iterator<LatestLabelSet> labelSets = Collections.emptyIterator();
  private int metric;
  /** How many slots the next range has. */
  private int slots;

  private int nextSlot;
  private int rangeSlot;
  private int rangeSlots;
  /** The last label set of the range that is in a batch, or was delivered before. */
  private @Nullable Labels last;

  private long heldBytes;

  /**
   * Creates a reader.
   *
   * @param metrics what is sent, at least one
   * @param infos the series of {@code target_info}
   * @param place where to begin
   * @param samplesMax a batch ends when it has so many samples
   */
  StampReader(
      LatestSamples source,
      List<LatestMetric> metrics,
      Map<Labels, Point> infos,
      Step step,
      Place place,
      PushProtocol protocol,
      int samplesMax,
      QueryLimits limits) {
    this.source = source;
    this.metrics = metrics;
    this.infos =
        place.equals(Place.START) ? infos.entrySet().iterator() : Collections.emptyIterator();
    this.step = step;
    this.protocol = protocol;
    this.batch = protocol.batch();
    this.samplesMax = samplesMax;
    this.limits = limits;
    this.metric = place.metric;
    this.slots = place.slots;
    this.nextSlot = place.slot;
    this.rangeSlot = place.slot;
    this.rangeSlots = place.slots;
    this.last = place.last;
    List<Labels> alive = infos.entrySet().stream()
        .filter(info -> info.getValue().kind() == Point.Kind.COUNT)
        .map(Map.Entry::getKey)
        .toList();
    batch.beginStamp(step.fromMillis(), alive);
    if (metric >= 0) {
      beginMetric();
    }
  }

  /** Returns the stamp. */
  long stampMillis() {
    return step.stampMillis();
  }

  /** Returns the next message; nothing after the last. */
  @Nullable
  Message next() {
    limits.release(heldBytes);
    heldBytes = 0;
    while (batch.samples() < samplesMax && addNext()) {
      limits.check();
    }
    int samples = batch.samples();
    if (samples == 0) {
      return null;
    }
    Buffer body = protocol.encode(batch.take());
    heldBytes = body.length();
    limits.hold(heldBytes);
    return new Message(body, samples, after());
  }

  private Place after() {
    return infos.hasNext() ? Place.START : new Place(metric, rangeSlot, rangeSlots, last);
  }

  private boolean addNext() {
    if (infos.hasNext()) {
      Map.Entry<Labels, Point> info = infos.next();
      batch.addInfo(info.getKey(), info.getValue());
    } else if (labelSets.hasNext()) {
      add(labelSets.next());
    } else if (nextSlot < LabelSets.SLOTS) {
      readRange();
    } else if (metric + 1 < metrics.size()) {
      metric++;
      nextSlot = 0;
      rangeSlot = 0;
      rangeSlots = slots;
      last = null;
      beginMetric();
    } else {
      return false;
    }
    return true;
  }

  private void beginMetric() {
    LatestMetric begun = metrics.get(metric);
    batch.beginMetric(begun, source.bounds(begun));
  }

  private void add(LatestLabelSet labelSet) {
    List<Point> points = protocol.sendsDeltas()
        ? List.of(new Point(step.stampMillis(), Point.Kind.COUNT))
        : step.points(
            labelSet.previousEndMillis(), labelSet.lifeMillis(), source.endOfLifeMillis(labelSet));
    batch.add(labelSet, points);
    last = labelSet.labels();
  }

  private void readRange() {
    // A range that was begun is read again; of any other, nothing is delivered.
    boolean isAgain = nextSlot == rangeSlot;
    Labels delivered = isAgain ? last : null;
    int lastSlot = Math.min(LabelSets.SLOTS, nextSlot + (isAgain ? rangeSlots : slots)) - 1;
    LatestSamples.Range range =
        new LatestSamples.Range(metrics.get(metric), nextSlot, lastSlot, protocol.sendsExemplars());
    List<LatestLabelSet> read = protocol.sendsDeltas()
        ? source.readChanged(range, step.fromMillis())
        : source.read(range, step.fromMillis());
    labelSets = read.stream()
        .filter(
            one -> delivered == null || LatestSamples.ORDER.compare(one.labels(), delivered) > 0)
        .iterator();
    last = delivered;
    rangeSlot = nextSlot;
    rangeSlots = lastSlot + 1 - nextSlot;
    nextSlot = lastSlot + 1;
    if (source.heldBytes() > RANGE_MAX_BYTES) {
      slots = Math.max(1, slots / 2);
    } else if (source.heldBytes() < RANGE_MAX_BYTES / 4) {
      slots = Math.min(LabelSets.SLOTS, slots * 2);
    }
  }
}
