// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.replica.Replica;
import io.redstart.aggregator.store.DiskStats;
import io.redstart.model.StoreId;
import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.io.IOException;

/**
 * Asks an aggregator whether it could keep a store, or to keep it; answered with a {@link KeepReply}.
 *
 * <p>The life comes last, and is missing in messages of earlier releases.
 *
 * @param kind what is asked
 * @param store the store
 * @param drain random, the same for all requests of one drain
 * @param source the address at which the store can be copied
 * @param isReplica whether the copied store is itself a replica, which never changes
 * @param commit the last commit of the store
 * @param windowMillis the length of its windows
 * @param diskBytes its size on disk
 * @param heapBytes the size of what it has in memory
 * @param life the life of the store that the commit is from, 0 if that is unknown
 * @param isFurther whether this is one copy more of a store that nobody counts into any more; false in
 *     messages of earlier releases
 */
record KeepRequest(
    Kind kind,
    StoreId store,
    long drain,
    String source,
    boolean isReplica,
    long commit,
    long windowMillis,
    long diskBytes,
    long heapBytes,
    long life,
    boolean isFurther) {
  /** What is asked. */
  enum Kind {
    /** Whether it could. */
    OFFER,
    /** To do it, and how far it is; asked again and again until it is done. */
    KEEP
  }

  private static final Kind[] KINDS = Kind.values();

  /** Returns the request to keep a store of which this process keeps a replica. Reads the disk. */
  static KeepRequest of(Replica replica, long drain, boolean isFurther) throws IOException {
    DiskStats stats = replica.store().diskStats();
    return new KeepRequest(
        Kind.KEEP,
        replica.id(),
        drain,
        replica.announcement().copyAddress(),
        true,
        OwnStore.lastCommit(replica.folder()),
        replica.store().windowMillis(),
        stats.rowsBytes() + stats.journalBytes(),
        replica.store().stats().sizeBytes(),
        replica.life(),
        isFurther);
  }

  KeepRequest as(Kind other) {
    return new KeepRequest(
        other,
        store,
        drain,
        source,
        isReplica,
        commit,
        windowMillis,
        diskBytes,
        heapBytes,
        life,
        isFurther);
  }

  Frame toFrame() {
    return new WireWriter()
        .writeByte(kind.ordinal())
        .writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeFixed64(drain)
        .writeString(source)
        .writeBoolean(isReplica)
        .writeVarint(commit)
        .writeVarint(windowMillis)
        .writeVarint(diskBytes)
        .writeVarint(heapBytes)
        .writeFixed64(life)
        .writeBoolean(isFurther)
        .toFrame();
  }

  static KeepRequest from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new KeepRequest(
        KINDS[in.readCount(KINDS.length - 1)],
        new StoreId(in.readFixed64(), in.readFixed64()),
        in.readFixed64(),
        in.readString(),
        in.readBoolean(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.hasMore() ? in.readFixed64() : 0,
        in.hasMore() && in.readBoolean());
  }
}
