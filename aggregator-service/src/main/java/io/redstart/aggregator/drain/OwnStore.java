// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.journal.JournalContents;
import io.redstart.aggregator.store.RecordFeed;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.limit.MemoryBudget;
import io.redstart.wire.Announcement;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * This process's own store, and how it stands in the cluster.
 *
 * @param name the name of this aggregator
 * @param folder where the store is
 * @param minFreeBytes how much of its disk must stay free
 * @param memory what its own store and its replicas share
 * @param standing what the others hear of it
 */
public record OwnStore(
    Store store,
    String name,
    Path folder,
    long minFreeBytes,
    MemoryBudget memory,
    Standing standing) {
  /** What others hear of this aggregator. Thread-safe. */
  public interface Standing {
    /** Returns the current announcement. */
    Announcement announcement();

    /** Returns why the store accepts nothing, if there is a reason. */
    Optional<String> problem();

    /** Announces from now on that the store is not ready, while it still accepts batches. */
    void leave();

    /** Refuses all batches. Those accepted before are answered when they are durable. */
    void refuse(String reason);

    /**
     * Says durably that the store counts nothing more, as its last commit: a copy that has it is
     * complete. Call it when nothing is accepted any more.
     */
    Future<Void> end();

    /** Is ready again, after {@link #leave}, {@link #refuse} or {@link #end}. */
    void stay();

    /** Announces nothing more, for good; still answers queries. */
    void fallSilent(String reason);

    /** Says that another keeper has a copy, which is complete if the copy here is. */
    void passOn(Announcement copy, String keeper);

    /** Says durably that a store has stopped for good, if a copy lacks nothing. */
    void settle(Announcement copy);

    /** Says durably that nobody misses what a copy lacks, unless its store counts again. */
    void forgive(Announcement copy);

    /** Buries stores for good: nobody misses their counts. */
    void bury(List<KnownStore> stores);

    /** Returns how many batches were applied so far. */
    double batches();
  }

  /** Returns the last commit of a store in a folder, which may be in use; 0 if there is none. */
  static long lastCommit(Path folder) throws IOException {
    return JournalContents.look(new StoreFiles(folder).journal()).lastCommit();
  }

  /** Returns what feeds a follower; empty in memory. */
  Optional<RecordFeed> feed() {
    return store instanceof RowStore rows ? rows.feed() : Optional.empty();
  }

  /** Returns how much of the disk is free. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }
}
