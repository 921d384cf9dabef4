// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.LatestLabelSet;
import io.redstart.query.source.LatestMetric;
import io.redstart.query.source.LatestSamples;
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
   * Where reading begins again after an outage of the receiver.
   *
   * @param metric the metric's position among all
   * @param slot the first slot that is not delivered completely
   */
  record Place(int metric, int slot) {
    static final Place START = new Place(-1, LabelSets.SLOTS);
  }

  /**
   * A filled batch.
   *
   * @param body the body of its request
   * @param samples how many samples it has
   * @param place where to begin if it is not delivered
   */
  record Message(Buffer body, int samples, Place place) {}

  private final LatestSamples source;
  private final List<LatestMetric> metrics;
  private final Iterator<Map.Entry<Labels, Point>> infos;
  private final Step step;
  private final PushProtocol protocol;
  private final PushBatch batch;
  private final int samplesMax;
  private final QueryLimits limits;
  private Iterator<LatestLabelSet> labelSets = Collections.emptyIterator();
  private int slots = FIRST_SLOTS;
  private int metric;
  private int rangeSlot;
  private int nextSlot;
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
    this.nextSlot = place.slot;
    this.rangeSlot = place.slot;
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
    Place place = new Place(metric, rangeSlot);
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
    return new Message(body, samples, place);
  }

  private boolean addNext() {
    if (infos.hasNext()) {
      Map.Entry<Labels, Point> info = infos.next();
      batch.addInfo(info.getKey(), info.getValue());
    } else if (labelSets.hasNext()) {
      LatestLabelSet labelSet = labelSets.next();
      batch.add(labelSet, step.points(labelSet.birthMillis(), source.endOfLifeMillis(labelSet)));
    } else if (nextSlot < LabelSets.SLOTS) {
      readRange();
    } else if (metric + 1 < metrics.size()) {
      metric++;
      nextSlot = 0;
      rangeSlot = 0;
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

  private void readRange() {
    int lastSlot = Math.min(LabelSets.SLOTS, nextSlot + slots) - 1;
    labelSets = source
        .read(metrics.get(metric), nextSlot, lastSlot, protocol.sendsExemplars(), step.fromMillis())
        .iterator();
    rangeSlot = nextSlot;
    nextSlot = lastSlot + 1;
    if (source.heldBytes() > RANGE_MAX_BYTES) {
      slots = Math.max(1, slots / 2);
    } else if (source.heldBytes() < RANGE_MAX_BYTES / 4) {
      slots = Math.min(LabelSets.SLOTS, slots * 2);
    }
  }
}
