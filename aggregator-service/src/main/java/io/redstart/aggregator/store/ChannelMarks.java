// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The last sequence of each open channel, as far as it is durable. One thread at a time.
 *
 * <pre>
 *   varint count, each: channel 16, shard varint, shards varint, sequence varint
 * </pre>
 */
final class ChannelMarks {
  private static final int SHARDS_MAX = 1024;

  /** A channel of one shard of a store that had so many shards. */
  record Mark(int shard, int shards, long sequence) {}

  private final Map<UUID, Mark> marks = new HashMap<>();

  void open(UUID channel, int shard, int shards) {
    marks.putIfAbsent(channel, new Mark(shard, shards, 0));
  }

  /** Notes a sequence; a lower one than before changes nothing. */
  void applied(UUID channel, int shard, int shards, long sequence) {
    marks.merge(
        channel,
        new Mark(shard, shards, sequence),
        (before, now) -> now.sequence >= before.sequence ? now : before);
  }

  void forget(UUID channel) {
    marks.remove(channel);
  }

  Map<UUID, Mark> all() {
    return marks;
  }

  byte[] toBytes() {
    WireWriter out = new WireWriter().writeVarint(marks.size());
    marks.forEach((channel, mark) -> out.writeUuid(channel)
        .writeVarint(mark.shard)
        .writeVarint(mark.shards)
        .writeVarint(mark.sequence));
    return out.toByteArray();
  }

  static ChannelMarks from(byte[] bytes) {
    ChannelMarks read = new ChannelMarks();
    WireReader in = new WireReader(bytes, 0, bytes.length);
    for (int left = in.readCount(Integer.MAX_VALUE); left > 0; left--) {
      UUID channel = in.readUuid();
      read.marks.put(
          channel, new Mark(in.readCount(SHARDS_MAX), in.readCount(SHARDS_MAX), in.readVarint()));
    }
    return read;
  }
}
