// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the one message that is in flight on a channel: entries, each what was folded for one label
 * set. {@link BatchReader} reads it.
 *
 * <pre>
 *   kind      1 byte, {@link ChannelRequest.Kind#BATCH}
 *   channel   16 bytes
 *   sequence  varint, from 1, one more for each message of the channel
 *   layout    bytes of LayoutCodec
 *   entries   until the end, each:
 *     metric  varint: what is counted, the ordinal of a {@link Metric}
 *     hash    8 bytes, {@link LabelSets#hash}
 *     labels  varint length, bytes of {@link LabelSets}
 *     value   varint length, bytes of {@link IncrementCodec}, then of {@link ExemplarsCodec}
 * </pre>
 *
 * <p>An entry of a metric that a reader does not know can be skipped by its lengths. A label set may
 * stand in several entries; they add up.
 */
public final class BatchWriter {
  private final WireWriter out;
  private final WireWriter value = new WireWriter();

  /** Writes the head of a message. */
  public BatchWriter(UUID channel, long sequence, CellLayout layout, int capacityBytes) {
    out = new WireWriter(capacityBytes);
    out.writeByte(ChannelRequest.Kind.BATCH.ordinal()).writeUuid(channel).writeVarint(sequence);
    LayoutCodec.write(layout, out);
  }

  /** Writes an entry. */
  public void add(Metric metric, long hash, byte[] labels, Increment increment) {
    add(metric, hash, labels, increment, null);
  }

  /** Writes an entry, with exemplars if there are any. */
  public void add(
      Metric metric, long hash, byte[] labels, Increment increment, @Nullable Exemplars exemplars) {
    value.clear();
    IncrementCodec.write(increment, value);
    if (exemplars != null) {
      ExemplarsCodec.write(exemplars, value);
    }
    out.writeVarint(metric.ordinal()).writeFixed64(hash);
    out.writeBytes(labels, 0, labels.length);
    out.writeBytes(value.array(), 0, value.size());
  }

  /** Returns how many bytes the message has so far. */
  public int sizeBytes() {
    return out.size();
  }

  /** Returns the message. */
  public Frame toFrame() {
    return out.toFrame();
  }
}
