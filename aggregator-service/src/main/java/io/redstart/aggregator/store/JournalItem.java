// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.model.CellLayout;
import io.redstart.model.Metric;
import io.redstart.wire.BatchReader;
import io.redstart.wire.KnownStore;
import io.redstart.wire.LayoutCodec;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes the items of the journal's records, and reads them in {@link Visitor} form. A record is a
 * list of items:
 *
 * <pre>
 *   each item: varint length of what follows, then kind 1 byte, and by kind:
 *     BATCH     shard varint, shards varint, channel 16, sequence varint, stamp 8,
 *               layout of LayoutCodec, then entries to the end, each:
 *                 label set  varint: 2 × id, plus 1 if it is new
 *                   new      varint ordinal of the metric; varint length, bytes of LabelSets
 *                 value      varint length, bytes as received (BatchWriter)
 *     OPEN      shard varint, shards varint, channel 16
 *     FORGET    channel 16
 *     KNOWN     varint count, each a {@link KnownStore}
 *     TICK      stamp 8: the stamp, or a later one, may have been shown
 * </pre>
 *
 * <p>A channel belongs to one shard of a store that had so many shards.
 */
final class JournalItem {
  private static final int BATCH = 1;
  private static final int OPEN = 2;
  private static final int FORGET = 3;
  private static final int KNOWN = 4;
  private static final int TICK = 5;
  private static final int SHARDS_MAX = 1024;
  private static final Metric[] METRICS = Metric.values();

  private JournalItem() {}

  /** Begins a batch; the caller adds its entries. */
  static void beginBatch(
      WireWriter out, int shard, int shards, BatchReader batch, long stampMillis) {
    out.writeByte(BATCH).writeVarint(shard).writeVarint(shards).writeUuid(batch.channel());
    out.writeVarint(batch.sequence()).writeFixed64(stampMillis);
    LayoutCodec.write(batch.layout(), out);
  }

  /** Adds an entry of a label set that an earlier item, or a chunk, spells out. */
  static void addEntry(WireWriter out, int id, byte[] array, int offset, int length) {
    out.writeVarint((long) id << 1).writeBytes(array, offset, length);
  }

  /** Begins an entry of a new label set; the value follows. */
  static void addNew(WireWriter out, int id, Metric metric, byte[] labels) {
    out.writeVarint((long) id << 1 | 1).writeVarint(metric.ordinal());
    out.writeBytes(labels, 0, labels.length);
  }

  static byte[] open(UUID channel, int shard, int shards) {
    return new WireWriter()
        .writeByte(OPEN)
        .writeVarint(shard)
        .writeVarint(shards)
        .writeUuid(channel)
        .toByteArray();
  }

  static byte[] forget(UUID channel) {
    return new WireWriter().writeByte(FORGET).writeUuid(channel).toByteArray();
  }

  static byte[] known(List<KnownStore> stores) {
    WireWriter out = new WireWriter().writeByte(KNOWN);
    writeKnown(stores, out);
    return out.toByteArray();
  }

  static void writeKnown(List<KnownStore> stores, WireWriter out) {
    out.writeVarint(stores.size());
    stores.forEach(one -> one.writeTo(out));
  }

  static List<KnownStore> readKnown(WireReader in) {
    List<KnownStore> known = new ArrayList<>();
    for (int left = in.readCount(Integer.MAX_VALUE); left > 0; left--) {
      known.add(KnownStore.from(in));
    }
    return known;
  }

  static byte[] tick(long stampMillis) {
    return new WireWriter().writeByte(TICK).writeFixed64(stampMillis).toByteArray();
  }

  /** Receives the items of a record. */
  interface Visitor {
    /** Receives a batch; {@code entries} is positioned at its first entry. */
    void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout layout,
        WireReader entries);

    /** Receives a channel that was opened. */
    default void open(int shard, int shards, UUID channel) {}

    /** Receives a channel that was forgotten. */
    default void forget(UUID channel) {}

    /** Receives the stores to remember in place of those before. */
    default void known(List<KnownStore> stores) {}

    /** Receives a stamp that may have been shown. */
    void tick(long stampMillis);
  }

  /**
   * Reads the items of a record.
   *
   * @param expected a layout to reuse if a batch has the same
   * @throws MalformedFrameException if the bytes are malformed
   */
  static void read(byte[] array, int offset, int length, CellLayout expected, Visitor visitor) {
    WireReader in = new WireReader(array, offset, length);
    while (in.hasMore()) {
      int itemLength = in.readLength();
      readItem(new WireReader(array, in.position(), itemLength), expected, visitor);
      in.skip(itemLength);
    }
  }

  private static void readItem(WireReader in, CellLayout expected, Visitor visitor) {
    int kind = in.readByte();
    switch (kind) {
      case BATCH ->
        visitor.batch(
            in.readCount(SHARDS_MAX),
            in.readCount(SHARDS_MAX),
            in.readUuid(),
            in.readVarint(),
            in.readFixed64(),
            LayoutCodec.read(in, expected),
            in);
      case OPEN -> visitor.open(in.readCount(SHARDS_MAX), in.readCount(SHARDS_MAX), in.readUuid());
      case FORGET -> visitor.forget(in.readUuid());
      case KNOWN -> visitor.known(readKnown(in));
      case TICK -> visitor.tick(in.readFixed64());
      default -> throw new MalformedFrameException("item of kind " + kind);
    }
  }

  /** Applies what an item says of channels to their marks. */
  static void readMarks(WireReader in, ChannelMarks marks) {
    switch (in.readByte()) {
      case BATCH -> {
        int shard = in.readCount(SHARDS_MAX);
        int shards = in.readCount(SHARDS_MAX);
        marks.applied(in.readUuid(), shard, shards, in.readVarint());
      }
      case OPEN -> {
        int shard = in.readCount(SHARDS_MAX);
        int shards = in.readCount(SHARDS_MAX);
        marks.open(in.readUuid(), shard, shards);
      }
      case FORGET -> marks.forget(in.readUuid());
      default -> {
        // Says nothing of channels.
      }
    }
  }

  static Metric metric(int ordinal) {
    if (ordinal >= METRICS.length) {
      throw new MalformedFrameException("metric " + ordinal);
    }
    return METRICS[ordinal];
  }
}
