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
 * Writes the one message in flight on a channel: entries, each with the folded observations of one
 * label set. {@link BatchReader} reads it.
 *
 * <pre>
 *   kind      1 byte, {@link ChannelRequest.Kind#BATCH}
 *   channel   16 bytes
 *   sequence  varint, from 1, one more for each message of the channel
 *   known     varint: how many numbered label sets the sender expects the shard to know
 *   layout    bytes of LayoutCodec
 *   entries   until the end, each:
 *     metric  varint: the ordinal of the {@link Metric} counted
 *     name    varint: 1 + the number of a known label set; or 0, then the label set spelled out:
 *       hash    8 bytes, {@link LabelSets#hash}
 *       labels  varint length, bytes of {@link LabelSets}
 *     value   varint length, bytes of {@link IncrementCodec}, then of {@link ExemplarsCodec}
 * </pre>
 *
 * <p><b>Numbers.</b> A channel spells out a label set and its metric once and then refers to them
 * by number. The spelled-out label sets of a message get the numbers {@code known}, {@code known} +
 * 1, … in their order, as long as these are below {@value #NUMBERS_MAX}. The shard assigns them
 * when it applies the message, after it has forgotten every number from {@code known} on: those
 * belong to a message whose acknowledgement the sender never saw. The sender adopts them with the
 * acknowledgement, so every number that it uses has been applied. A shard that knows fewer numbers
 * than {@code known} applies nothing and replies so; the sender then starts without numbers, as on
 * a new channel and when the numbers have run out.
 *
 * <p>Readers skip an entry with an unknown metric by its lengths. A label set can appear in several
 * entries; they add up. A writer is reused for one message after the other.
 */
public final class BatchWriter {
  /** The limit of numbered label sets per channel. */
  public static final int NUMBERS_MAX = 1 << 18;

  /** A larger array is released before the next message. */
  private static final int RETAINED_MAX_BYTES = 1 << 20;

  private WireWriter out = new WireWriter();
  private final WireWriter value = new WireWriter();

  /** Discards the previous message and writes the head of a new one. */
  public BatchWriter begin(UUID channel, long sequence, int known, CellLayout layout) {
    if (out.array().length > RETAINED_MAX_BYTES) {
      out = new WireWriter(RETAINED_MAX_BYTES);
    }
    out.clear();
    out.writeByte(ChannelRequest.Kind.BATCH.ordinal()).writeUuid(channel).writeVarint(sequence);
    out.writeVarint(known);
    LayoutCodec.write(layout, out);
    return this;
  }

  /** Writes an entry with a spelled-out label set. */
  public void add(Metric metric, long hash, byte[] labels, Increment increment) {
    add(metric, hash, labels, increment, null);
  }

  /** Writes an entry with a spelled-out label set, and exemplars if there are any. */
  public void add(
      Metric metric, long hash, byte[] labels, Increment increment, @Nullable Exemplars exemplars) {
    out.writeVarint(metric.ordinal()).writeVarint(0).writeFixed64(hash);
    out.writeBytes(labels, 0, labels.length);
    writeValue(increment, exemplars);
  }

  /** Writes an entry with a numbered label set, and exemplars if there are any. */
  public void add(Metric metric, int number, Increment increment, @Nullable Exemplars exemplars) {
    out.writeVarint(metric.ordinal()).writeVarint(number + 1);
    writeValue(increment, exemplars);
  }

  private void writeValue(Increment increment, @Nullable Exemplars exemplars) {
    value.clear();
    IncrementCodec.write(increment, value);
    if (exemplars != null) {
      ExemplarsCodec.write(exemplars, value);
    }
    out.writeBytes(value.array(), 0, value.size());
  }

  /** Returns the message's current size in bytes. */
  public int sizeBytes() {
    return out.size();
  }

  /** Returns the message. */
  public Frame toFrame() {
    return out.toFrame();
  }
}
