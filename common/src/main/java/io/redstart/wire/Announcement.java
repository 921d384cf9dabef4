// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Describes an aggregator's store. The aggregator publishes it every second at {@link #ADDRESS} and
 * answers requests at {@link #statusAddress} with it.
 *
 * <pre>
 *   least         varint
 *   greatest      varint
 *   store         16 bytes
 *   incarnation   8 bytes
 *   name          string
 *   shards        varint
 *   windowMillis  varint
 *   sealedMillis  varint
 *   sinceMillis   varint
 *   evictedMillis varint
 *   ready         1 byte
 *   known         varint count, each a {@link KnownStore}
 *   keeper        string; missing in messages of earlier releases, which had no replicas
 *   follower      string; missing in messages of earlier releases
 *   commit        varint; missing in messages of earlier releases
 *   copies        varint count, each a {@link CompleteCopy}; missing in messages of earlier releases
 *   …             later versions may append fields; readers ignore what they do not know
 * </pre>
 *
 * @param leastVersion the least version of the {@link Protocol} that the aggregator speaks
 * @param greatestVersion the greatest version that it speaks
 * @param store the store's identity
 * @param incarnation random and different for each start of the store
 * @param name the aggregator's human-readable name
 * @param shards the number of verticles that serve the store; a slot belongs to shard {@code slot %
 *     shards}
 * @param windowMillis the length of a window
 * @param sealedMillis every window up to this stamp is sealed: epoch milliseconds, a multiple of
 *     {@code windowMillis}
 * @param sinceMillis every window that the store has counted has a later stamp: epoch milliseconds
 * @param evictedMillis the store dropped windows up to this stamp early; 0 if it never did
 * @param ready whether the store accepts new observations
 * @param known every store that this one knows of, including itself
 * @param keeper the name of the aggregator that serves this replica: a copy of the store, {@code name}
 *     counted it; empty if the store itself announces itself
 * @param follower the name of the aggregator where commits are durable too before they are
 *     acknowledged; empty if there is none now
 * @param commit the last commit that this replica holds; 0 if this is no replica
 * @param copies which copies hold everything of their stores, according to the last announcements of
 *     these that any member has heard, this store's among them
 */
public record Announcement(
    int leastVersion,
    int greatestVersion,
    StoreId store,
    long incarnation,
    String name,
    int shards,
    long windowMillis,
    long sealedMillis,
    long sinceMillis,
    long evictedMillis,
    boolean ready,
    List<KnownStore> known,
    String keeper,
    String follower,
    long commit,
    List<CompleteCopy> copies) {
  /** The address at which announcements are published. */
  public static final String ADDRESS = "redstart.stores";

  /**
   * The address at which a starting process asks all aggregators to announce themselves now (an
   * empty frame).
   */
  public static final String ASK_ADDRESS = "redstart.stores.ask";

  private static final int SHARDS_MAX = 1024;

  /** Copies the lists. */
  public Announcement {
    known = List.copyOf(known);
    copies = List.copyOf(copies);
  }

  /** Creates the announcement of a store that is no replica. */
  public Announcement(
      int leastVersion,
      int greatestVersion,
      StoreId store,
      long incarnation,
      String name,
      int shards,
      long windowMillis,
      long sealedMillis,
      long sinceMillis,
      long evictedMillis,
      boolean ready,
      List<KnownStore> known) {
    this(
        leastVersion,
        greatestVersion,
        store,
        incarnation,
        name,
        shards,
        windowMillis,
        sealedMillis,
        sinceMillis,
        evictedMillis,
        ready,
        known,
        "",
        "",
        0,
        List.of());
  }

  /** Creates the announcement of an aggregator that speaks the same versions as this member. */
  public Announcement(
      StoreId store,
      long incarnation,
      String name,
      int shards,
      long windowMillis,
      long sealedMillis,
      long sinceMillis,
      long evictedMillis,
      boolean ready,
      List<KnownStore> known) {
    this(
        Protocol.LEAST,
        Protocol.GREATEST,
        store,
        incarnation,
        name,
        shards,
        windowMillis,
        sealedMillis,
        sinceMillis,
        evictedMillis,
        ready,
        known);
  }

  /** Returns this announcement as that of a replica, which holds commits up to the last one. */
  public Announcement keptBy(String aggregator, long lastCommit) {
    return with(aggregator, follower, lastCommit, copies);
  }

  /** Returns the announcement of a store whose commits are durable at a follower, too. */
  public Announcement followedBy(String aggregator) {
    return with(keeper, aggregator, commit, copies);
  }

  /** Returns this announcement with a report of the complete copies of stores. */
  public Announcement reporting(List<CompleteCopy> complete) {
    return with(keeper, follower, commit, complete);
  }

  private Announcement with(
      String keptBy, String followedBy, long lastCommit, List<CompleteCopy> complete) {
    return new Announcement(
        leastVersion,
        greatestVersion,
        store,
        incarnation,
        name,
        shards,
        windowMillis,
        sealedMillis,
        sinceMillis,
        evictedMillis,
        ready,
        known,
        keptBy,
        followedBy,
        lastCommit,
        complete);
  }

  /**
   * Returns whether this is a copy of a store, which accepts nothing. The store itself has
   * precedence while it is alive.
   */
  public boolean isReplica() {
    return !keeper.isEmpty();
  }

  /** Returns whether another announcement is of the same incarnation of the same store. */
  public boolean isSameIncarnation(Announcement other) {
    return incarnation == other.incarnation && store.equals(other.store);
  }

  /** Returns the version to use with the aggregator; empty if it shares none with this member. */
  public OptionalInt commonVersion() {
    return Protocol.common(leastVersion, greatestVersion);
  }

  /** Returns whether this is the store's last announcement: it is leaving. */
  public boolean saysGoodbye() {
    boolean isBuried = false;
    for (KnownStore one : known) {
      isBuried |= one.isBuried() && one.store().equals(store);
    }
    return isBuried;
  }

  /** Returns the last window that the store can have counted into by now. */
  public long countedMillis() {
    return sealedMillis + 2 * windowMillis;
  }

  /** Returns the address at which this incarnation answers with its announcement. */
  public String statusAddress() {
    return "redstart.status." + suffix();
  }

  /** Returns the address at which a shard receives {@link ChannelRequest}s and batches. */
  public String channelAddress(int shard) {
    return "redstart.channel." + suffix() + "." + shard;
  }

  /** Returns the address at which a shard answers {@link SelectRequest}s. */
  public String selectAddress(int shard) {
    return "redstart.select." + suffix() + "." + shard;
  }

  /** Returns the address at which the aggregator answers {@link ClusterRequest}s. */
  public String clusterAddress() {
    return "redstart.cluster." + suffix();
  }

  /** Returns the address at which other aggregators ask for a copy of the store. */
  public String copyAddress() {
    return "redstart.copy." + suffix();
  }

  /** Returns the address at which the aggregator answers {@link FollowRequest}s. */
  public String followAddress() {
    return "redstart.follow." + suffix();
  }

  /** Returns the address at which the aggregator is asked to keep stores of others. */
  public String keepAddress() {
    return "redstart.keep." + suffix();
  }

  private String suffix() {
    return store + "." + Long.toHexString(incarnation);
  }

  /** Returns the announcement's bytes. */
  public Frame toFrame() {
    WireWriter out = new WireWriter()
        .writeVarint(leastVersion)
        .writeVarint(greatestVersion)
        .writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeFixed64(incarnation)
        .writeString(name)
        .writeVarint(shards)
        .writeVarint(windowMillis)
        .writeVarint(sealedMillis)
        .writeVarint(sinceMillis)
        .writeVarint(evictedMillis)
        .writeBoolean(ready)
        .writeVarint(known.size());
    known.forEach(one -> one.writeTo(out));
    out.writeString(keeper).writeString(follower).writeVarint(commit).writeVarint(copies.size());
    copies.forEach(one -> one.writeTo(out));
    return out.toFrame();
  }

  /** Reads an announcement of any version, and ignores the fields that later ones append. */
  public static Announcement from(Frame frame) {
    WireReader in = new WireReader(frame);
    int leastVersion = in.readCount(Integer.MAX_VALUE);
    int greatestVersion = in.readCount(Integer.MAX_VALUE);
    StoreId store = new StoreId(in.readFixed64(), in.readFixed64());
    long incarnation = in.readFixed64();
    String name = in.readString();
    int shards = in.readCount(SHARDS_MAX);
    if (shards == 0) {
      throw new MalformedFrameException("store " + name + " has no shards");
    }
    return new Announcement(
        leastVersion,
        greatestVersion,
        store,
        incarnation,
        name,
        shards,
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readBoolean(),
        readKnown(in),
        in.hasMore() ? in.readString() : "",
        in.hasMore() ? in.readString() : "",
        in.hasMore() ? in.readVarint() : 0,
        in.hasMore() ? readCopies(in) : List.of());
  }

  private static List<CompleteCopy> readCopies(WireReader in) {
    List<CompleteCopy> copies = new ArrayList<>();
    for (int left = in.readCount(Integer.MAX_VALUE); left > 0; left--) {
      copies.add(CompleteCopy.from(in));
    }
    return copies;
  }

  /** Reads the known stores. Needs no limit: the frame's length bounds their number. */
  private static List<KnownStore> readKnown(WireReader in) {
    List<KnownStore> known = new ArrayList<>();
    for (int left = in.readCount(Integer.MAX_VALUE); left > 0; left--) {
      known.add(KnownStore.from(in));
    }
    return known;
  }
}
