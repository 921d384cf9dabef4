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
 * Reads what a {@link BatchWriter} wrote, entry by entry without making objects:
 *
 * <pre>
 *   while (reader.next()) {
 *     … reader.hash(), reader.labelsOffset(), reader.valueInto(increment)
 *   }
 * </pre>
 *
 * <p>All entries' bounds are checked by {@link #check}, so that a message is applied whole or not.
 */
public final class BatchReader {
  private static final Metric[] METRICS = Metric.values();

  private final WireReader in;
  private final UUID channel;
  private final long sequence;
  private final CellLayout layout;
  private final int entriesOffset;
  private final int end;
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
   * @param known a layout to reuse if the message has the same bounds
   * @throws MalformedFrameException if the bytes are not a batch
   */
  public BatchReader(Frame frame, CellLayout known) {
    in = new WireReader(frame);
    int kind = in.readByte();
    if (kind != ChannelRequest.Kind.BATCH.ordinal()) {
      throw new MalformedFrameException("kind " + kind + " is not a batch");
    }
    channel = in.readUuid();
    sequence = in.readVarint();
    layout = LayoutCodec.read(in, known);
    entriesOffset = in.position();
    end = frame.bytes().length;
  }

  private BatchReader(BatchReader source) {
    in = new WireReader(source.in.array(), source.entriesOffset, source.end - source.entriesOffset);
    channel = source.channel;
    sequence = source.sequence;
    layout = source.layout;
    entriesOffset = source.entriesOffset;
    end = source.end;
  }

  /** Returns the channel that the message came on. */
  public UUID channel() {
    return channel;
  }

  /** Returns the message's number on its channel, from 1. */
  public long sequence() {
    return sequence;
  }

  /** Returns the layout that the entries' cells are of. */
  public CellLayout layout() {
    return layout;
  }

  /**
   * Reads every entry once.
   *
   * @return how many there are
   * @throws MalformedFrameException if one does not fit
   */
  public int check() {
    BatchReader copy = new BatchReader(this);
    Increment scratch = new Increment();
    int entries = 0;
    while (copy.next()) {
      LabelSets.check(copy.array(), copy.labelsOffset(), copy.labelsLength());
      Metric counted = copy.metric();
      if (counted != null) {
        copy.valueInto(scratch);
        checkCells(scratch);
        checkTimed(counted, scratch);
        ExemplarsCodec.check(copy.exemplars());
        scratch.clear();
      }
      entries++;
    }
    return entries;
  }

  private void checkCells(Increment increment) {
    int touched = increment.cellCount();
    if (touched > 0 && increment.cell(touched - 1) >= layout.size()) {
      throw new MalformedFrameException("cell " + increment.cell(touched - 1)
          + " exceeds the layout's " + layout.size() + " cells");
    }
  }

  private static void checkTimed(Metric metric, Increment increment) {
    if (!metric.isTimed() && increment.cellCount() > 0) {
      throw new MalformedFrameException(metric + " with " + increment.cellCount() + " cells");
    }
  }

  /** Moves on to the next entry; false at the end. */
  public boolean next() {
    if (!in.hasMore()) {
      return false;
    }
    metric = in.readCount(Integer.MAX_VALUE);
    hash = in.readFixed64();
    labelsLength = in.readLength();
    labelsOffset = in.position();
    in.skip(labelsLength);
    valueLength = in.readLength();
    valueOffset = in.position();
    exemplarsOffset = -1;
    in.skip(valueLength);
    return true;
  }

  /** Returns the array that {@link #labelsOffset} is a position in. */
  public byte[] array() {
    return in.array();
  }

  /** Returns what the entry counts; nothing if this reader is too old to know. */
  public @Nullable Metric metric() {
    return metric < METRICS.length ? METRICS[metric] : null;
  }

  /** Returns the hash of the entry's label set. */
  public long hash() {
    return hash;
  }

  /** Returns where the entry's label set begins. */
  public int labelsOffset() {
    return labelsOffset;
  }

  /** Returns how many bytes the entry's label set has. */
  public int labelsLength() {
    return labelsLength;
  }

  /** Adds the entry's value to an increment; its cells are of {@link #layout}. */
  public void valueInto(Increment target) {
    WireReader value = new WireReader(in.array(), valueOffset, valueLength);
    IncrementCodec.readInto(value, target);
    exemplarsOffset = value.position();
  }

  /** Returns whether the entry has exemplars; to be asked after {@link #valueInto}. */
  public boolean hasExemplars() {
    return exemplarsLength() > 0;
  }

  /** Offers the entry's exemplars to others; to be called after {@link #valueInto}. */
  public void exemplarsInto(Exemplars target) {
    ExemplarsCodec.readInto(exemplars(), target);
  }

  private WireReader exemplars() {
    return new WireReader(in.array(), exemplarsOffset, exemplarsLength());
  }

  private int exemplarsLength() {
    if (exemplarsOffset < 0) {
      throw new IllegalStateException("exemplars are read before the value");
    }
    return valueOffset + valueLength - exemplarsOffset;
  }
}
