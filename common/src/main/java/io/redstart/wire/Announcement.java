// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;
import java.util.ArrayList;
import java.util.List;

/**
 * What an aggregator says of its store: every second to everyone at {@link #ADDRESS}, and as the
 * answer to a request at {@link #statusAddress}.
 *
 * <pre>
 *   store         16 bytes
 *   incarnation   8 bytes
 *   name          string
 *   shards        varint
 *   windowMillis  varint
 *   sealedMillis  varint
 *   ready         1 byte
 *   known         varint count, each: store 16 bytes, name string, gone 1 byte
 * </pre>
 *
 * @param store the store's identity
 * @param incarnation random and different for each start of the store
 * @param name the aggregator's name, for people
 * @param shards how many verticles serve the store; a slot belongs to the one of slot mod shards
 * @param windowMillis the length of a window
 * @param sealedMillis every window up to this stamp is sealed: epoch milliseconds, a multiple of
 *     {@code windowMillis}
 * @param ready whether the store takes new observations
 * @param known every store that this one has ever heard of, itself included
 */
public record Announcement(
    StoreId store,
    long incarnation,
    String name,
    int shards,
    long windowMillis,
    long sealedMillis,
    boolean ready,
    List<Known> known) {
  /** Where announcements are published. */
  public static final String ADDRESS = "redstart.stores";

  /** Where whoever starts asks all aggregators to announce themselves now (an empty frame). */
  public static final String ASK_ADDRESS = "redstart.stores.ask";

  private static final int SHARDS_MAX = 1024;
  private static final int KNOWN_MAX = 65_536;

  /**
   * A store that is known.
   *
   * @param store its identity
   * @param name its aggregator's name when it was last heard of
   * @param gone whether its data is known to be gone for good (drained, forgotten, or a memory store
   *     that ended), so that nobody should miss it
   */
  public record Known(StoreId store, String name, boolean gone) {}

  /** Copies the list. */
  public Announcement {
    known = List.copyOf(known);
  }

  /** Returns where this start of the store answers with its announcement. */
  public String statusAddress() {
    return "redstart.status." + suffix();
  }

  /** Returns where a shard takes {@link ChannelRequest}s and batches. */
  public String channelAddress(int shard) {
    return "redstart.channel." + suffix() + "." + shard;
  }

  /** Returns where a shard answers {@link SelectRequest}s. */
  public String selectAddress(int shard) {
    return "redstart.select." + suffix() + "." + shard;
  }

  private String suffix() {
    return store + "." + Long.toHexString(incarnation);
  }

  /** Returns the announcement's bytes. */
  public Frame toFrame() {
    WireWriter out = new WireWriter()
        .writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeFixed64(incarnation)
        .writeString(name)
        .writeVarint(shards)
        .writeVarint(windowMillis)
        .writeVarint(sealedMillis)
        .writeBoolean(ready)
        .writeVarint(known.size());
    for (Known one : known) {
      out.writeFixed64(one.store.high()).writeFixed64(one.store.low());
      out.writeString(one.name).writeBoolean(one.gone);
    }
    return out.toFrame();
  }

  /** Reads an announcement. */
  public static Announcement from(Frame frame) {
    WireReader in = new WireReader(frame);
    StoreId store = readStore(in);
    long incarnation = in.readFixed64();
    String name = in.readString();
    int shards = in.readCount(SHARDS_MAX);
    if (shards == 0) {
      throw new MalformedFrameException("store " + name + " has no shards");
    }
    long windowMillis = in.readVarint();
    long sealedMillis = in.readVarint();
    boolean ready = in.readBoolean();
    int count = in.readCount(KNOWN_MAX);
    List<Known> known = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      known.add(new Known(readStore(in), in.readString(), in.readBoolean()));
    }
    return new Announcement(
        store, incarnation, name, shards, windowMillis, sealedMillis, ready, known);
  }

  private static StoreId readStore(WireReader in) {
    return new StoreId(in.readFixed64(), in.readFixed64());
  }
}
