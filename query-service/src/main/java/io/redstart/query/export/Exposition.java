// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import io.redstart.query.promql.value.Series;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.latest.LatestSamples;
import io.redstart.wire.LabelSets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Writes the newest samples of all metrics, label set by label set. It reads a range of slots at a
 * time, as wide as some MiB allow, so that memory does not grow with the number of label sets.
 */
public final class Exposition {
  /** Beyond this size the next range is half as wide; below a quarter of it, twice as wide. */
  private static final long RANGE_MAX_BYTES = 16 << 20;

  private static final int FIRST_SLOTS = LabelSets.SLOTS / 64;

  private final LatestSamples samples;
  private final ExpositionWriter writer;
  private final Iterator<LatestMetric> metrics;
  private final Iterator<Series> infos;
  private final long newbornSinceMillis;
  private LatestMetric metric;
  private Iterator<LatestLabelSet> labelSets = Collections.emptyIterator();
  private int slots = FIRST_SLOTS;
  private int nextSlot = LabelSets.SLOTS;
  private boolean hasInfos;

  /**
   * Creates an exposition.
   *
   * @param metrics what to write, at least one
   * @param infos the series of {@code target_info}, written last
   * @param windowMillis the length of a window
   */
  public Exposition(
      ScrapeFormat format,
      ScrapeConfig config,
      LatestSamples samples,
      List<LatestMetric> metrics,
      List<Series> infos,
      long windowMillis) {
    long shownMillis = config.sendTimestamps() ? samples.stampMillis() : 0;
    this.samples = samples;
    this.writer = switch (format) {
      case TEXT -> new TextWriter(false, shownMillis, windowMillis);
      case OPEN_METRICS -> new TextWriter(true, shownMillis, windowMillis);
      case PROTOBUF -> new ProtobufWriter(shownMillis, windowMillis);
    };
    this.metrics = metrics.iterator();
    this.metric = metrics.get(0);
    this.infos = infos.iterator();
    this.newbornSinceMillis = samples.stampMillis() - config.zeroFor().toMillis();
  }

  /** Writes the next part, a few KiB. Returns whether more parts follow. */
  public boolean writeNext(OutputStream out) throws IOException {
    if (labelSets.hasNext()) {
      LatestLabelSet labelSet = labelSets.next();
      writer.add(labelSet, labelSet.lifeMillis() > newbornSinceMillis, out);
    } else if (nextSlot < LabelSets.SLOTS) {
      readRange();
    } else if (metrics.hasNext()) {
      metric = metrics.next();
      writer.begin(metric, samples.bounds(metric), out);
      nextSlot = 0;
    } else if (infos.hasNext()) {
      writeInfo(out);
    } else {
      writer.end(out);
      return false;
    }
    return true;
  }

  private void readRange() {
    int lastSlot = Math.min(LabelSets.SLOTS, nextSlot + slots) - 1;
    LatestSamples.Range range =
        new LatestSamples.Range(metric, nextSlot, lastSlot, writer.writesExemplars());
    labelSets = samples.read(range, newbornSinceMillis).stream()
        .filter(samples::isAlive)
        .iterator();
    nextSlot = lastSlot + 1;
    if (samples.heldBytes() > RANGE_MAX_BYTES) {
      slots = Math.max(1, slots / 2);
    } else if (samples.heldBytes() < RANGE_MAX_BYTES / 4) {
      slots = Math.min(LabelSets.SLOTS, slots * 2);
    }
  }

  private void writeInfo(OutputStream out) throws IOException {
    if (!hasInfos) {
      writer.beginInfo(out);
      hasInfos = true;
    }
    writer.addInfo(infos.next(), out);
  }
}
