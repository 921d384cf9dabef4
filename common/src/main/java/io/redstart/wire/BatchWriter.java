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
 *   known     varint: how many label sets the sender relies on being known by number
 *   layout    bytes of LayoutCodec
 *   entries   until the end, each:
 *     metric  varint: what is counted, the ordinal of a {@link Metric}
 *     name    varint: 1 + the number of a known label set; or 0 and the label set spelled out:
 *       hash    8 bytes, {@link LabelSets#hash}
 *       labels  varint length, bytes of {@link LabelSets}
 *     value   varint length, bytes of {@link IncrementCodec}, then of {@link ExemplarsCodec}
 * </pre>
 *
 * <p><b>Numbers.</b> A label set under its metric is spelled out once on a channel and named by its
 * number from then on. The label sets that a message spells out get the numbers {@code
 * known}, {@code known} + 1, … in their order, as long as these are below {@value #NUMBERS_MAX}. The
 * shard gives them when it applies the message, after forgetting every number from {@code known} on:
 * those came with a message whose acknowledgement the sender never saw. The sender takes them over
 * with the acknowledgement, so whatever it relies on was applied. A shard that knows fewer numbers
 * than {@code known} applies nothing and says so; the sender then relies on none, as it does on a
 * new channel, and when the numbers have run out.
 *
 * <p>An entry of a metric that a reader does not know can be skipped by its lengths. A label set may
 * stand in several entries; they add up. A writer is used for one message after the other.
 */
public final class BatchWriter {
  /** How many label sets of a channel have a number at most. */
  public static final int NUMBERS_MAX = 1 << 18;

  /** After a larger message its array is let go. */
  private static final int RETAINED_MAX_BYTES = 1 << 20;

  private WireWriter out = new WireWriter();
  private final WireWriter value = new WireWriter();

  /** Forgets the message before and writes the head of another. */
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

  /** Writes an entry of a label set that is spelled out. */
  public void add(Metric metric, long hash, byte[] labels, Increment increment) {
    add(metric, hash, labels, increment, null);
  }

  /** Writes an entry of a label set that is spelled out, with exemplars if there are any. */
  public void add(
      Metric metric, long hash, byte[] labels, Increment increment, @Nullable Exemplars exemplars) {
    out.writeVarint(metric.ordinal()).writeVarint(0).writeFixed64(hash);
    out.writeBytes(labels, 0, labels.length);
    writeValue(increment, exemplars);
  }

  /** Writes an entry of a label set that is known by a number, with exemplars if there are any. */
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

  /** Returns how many bytes the message has so far. */
  public int sizeBytes() {
    return out.size();
  }

  /** Returns the message. */
  public Frame toFrame() {
    return out.toFrame();
  }
}
