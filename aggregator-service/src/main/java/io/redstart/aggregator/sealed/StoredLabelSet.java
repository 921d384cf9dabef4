// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.model.Metric;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * A label set of the dictionary: varint ordinal of the metric, varint birth, then the bytes of
 * {@link io.redstart.wire.LabelSets} to the end.
 *
 * @param labels is not copied and must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // As large as the dictionary, so not copied.
public record StoredLabelSet(Metric metric, long birthMillis, byte[] labels) {
  private static final Metric[] METRICS = Metric.values();

  byte[] toBytes() {
    return new WireWriter()
        .writeVarint(metric.ordinal())
        .writeVarint(birthMillis)
        .writeRaw(labels, 0, labels.length)
        .toByteArray();
  }

  static StoredLabelSet from(byte[] bytes) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    Metric metric = METRICS[in.readCount(METRICS.length - 1)];
    long birthMillis = in.readVarint();
    byte[] labels = new byte[bytes.length - in.position()];
    System.arraycopy(bytes, in.position(), labels, 0, labels.length);
    return new StoredLabelSet(metric, birthMillis, labels);
  }
}
