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
 * Reads the message of a {@link BatchWriter} entry by entry, without creating objects:
 *
 * <pre>
 *   while (reader.next()) {
 *     … reader.isNumbered() ? reader.number() : reader.labelsOffset() …, reader.valueInto(increment)
 *   }
 * </pre>
 *
 * <p>{@link #check} checks the bounds of all entries, so that a message is applied completely or
 * not at all.
 */
public final class BatchReader {
  private static final Metric[] METRICS = Metric.values();

  private final WireReader in;
  private final UUID channel;
  private final long sequence;
  private final int known;
  private final CellLayout layout;
  private final int entriesOffset;
  private final int end;
  private int entries;
  private int spelledOut;
  private int number;
  private int metric;
  private long hash;
  private int labelsOffset;
  private int labelsLength;
  private int valueOffset;
  private int valueLength;
  private int exemplarsOffset;

  /**
   * Reads the head.
   *
   * @param expected a layout to reuse if the message has the same bounds
   * @throws MalformedFrameException if the bytes are not a batch
   */
  public BatchReader(Frame frame, CellLayout expected) {
    in = new WireReader(frame);
    int kind = in.readByte();
    if (kind != ChannelRequest.Kind.BATCH.ordinal()) {
      throw new MalformedFrameException("kind " + kind + " is not a batch");
    }
    channel = in.readUuid();
    sequence = in.readVarint();
    known = in.readCount(BatchWriter.NUMBERS_MAX);
    layout = LayoutCodec.read(in, expected);
    entriesOffset = in.position();
    end = frame.bytes().length;
  }

  private BatchReader(BatchReader source) {
    in = new WireReader(source.in.array(), source.entriesOffset, source.end - source.entriesOffset);
    channel = source.channel;
    sequence = source.sequence;
    known = source.known;
    layout = source.layout;
    entriesOffset = source.entriesOffset;
    end = source.end;
  }

  /** Returns the message's channel. */
  public UUID channel() {
    return channel;
  }

  /** Returns the message's number on its channel, from 1. */
  public long sequence() {
    return sequence;
  }

  /**
   * Returns how many numbered label sets of the channel the shard must know to apply the message.
   */
  public int known() {
    return known;
  }

  /** Returns the layout of the entries' cells. */
  public CellLayout layout() {
    return layout;
  }

  /**
   * Reads every entry once.
   *
   * @return the number of entries
   * @throws MalformedFrameException if an entry is malformed
   */
  public int check() {
    BatchReader copy = new BatchReader(this);
    entries = 0;
    spelledOut = 0;
    while (copy.next()) {
      if (!copy.isNumbered()) {
        spelledOut++;
        LabelSets.check(copy.array(), copy.labelsOffset(), copy.labelsLength());
      }
      Metric counted = copy.metric();
      if (counted != null) {
        copy.checkValue(counted);
      }
      entries++;
    }
    return entries;
  }

  /** Returns the number of entries that {@link #check} has read. */
  public int entries() {
    return entries;
  }

  /** Returns how many entries spell out their label set. */
  public int spelledOut() {
    return spelledOut;
  }

  private void checkValue(Metric counted) {
    WireReader value = value();
    int cells = IncrementCodec.check(value, layout.size());
    if (!counted.isTimed() && cells > 0) {
      throw new MalformedFrameException(counted + " with " + cells + " cells");
    }
    exemplarsOffset = value.position();
    ExemplarsCodec.check(exemplars());
  }

  private WireReader value() {
    return new WireReader(in.array(), valueOffset, valueLength);
  }

  /** Moves to the next entry. Returns false at the end. */
  public boolean next() {
    if (!in.hasMore()) {
      return false;
    }
    metric = in.readCount(Integer.MAX_VALUE);
    number = in.readCount(known) - 1;
    if (!isNumbered()) {
      readLabelSet();
    }
    valueLength = in.readLength();
    valueOffset = in.position();
    exemplarsOffset = -1;
    in.skip(valueLength);
    return true;
  }

  private void readLabelSet() {
    hash = in.readFixed64();
    labelsLength = in.readLength();
    labelsOffset = in.position();
    in.skip(labelsLength);
  }

  /** Returns whether the entry refers to its label set by number; otherwise it spells it out. */
  public boolean isNumbered() {
    return number >= 0;
  }

  /** Returns the number of the entry's label set, below {@link #known}; −1 if it is spelled out. */
  public int number() {
    return number;
  }

  /** Returns the array that {@link #labelsOffset} points into. */
  public byte[] array() {
    return in.array();
  }

  /** Returns the metric that the entry counts, or null if this version does not know it. */
  public @Nullable Metric metric() {
    return metric < METRICS.length ? METRICS[metric] : null;
  }

  /** Returns the hash of the spelled-out label set. */
  public long hash() {
    return hash;
  }

  /** Returns the offset of the spelled-out label set. */
  public int labelsOffset() {
    return labelsOffset;
  }

  /** Returns the length in bytes of the spelled-out label set. */
  public int labelsLength() {
    return labelsLength;
  }

  /** Returns the offset of the entry's value: an increment, then exemplars. */
  public int valueOffset() {
    return valueOffset;
  }

  /** Returns the length in bytes of the entry's value. */
  public int valueLength() {
    return valueLength;
  }

  /** Adds the entry's value to an increment. Its cells follow {@link #layout}. */
  public void valueInto(Increment target) {
    WireReader value = value();
    IncrementCodec.readInto(value, target);
    exemplarsOffset = value.position();
  }

  /** Returns whether the entry has exemplars. Call it after {@link #valueInto}. */
  public boolean hasExemplars() {
    return exemplarsLength() > 0;
  }

  /** Offers the entry's exemplars to {@code target}. Call it after {@link #valueInto}. */
  public void exemplarsInto(Exemplars target) {
    ExemplarsCodec.readInto(exemplars(), target);
  }

  private WireReader exemplars() {
    return new WireReader(in.array(), exemplarsOffset, exemplarsLength());
  }

  private int exemplarsLength() {
    if (exemplarsOffset < 0) {
      throw new IllegalStateException("exemplars were read before the value");
    }
    return valueOffset + valueLength - exemplarsOffset;
  }
}
