// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.journal.JournalContents;
import io.redstart.aggregator.sealed.SealedState;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.wire.ExemplarsCodec;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.LabelSets;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads the journal of a store that is not open, without changing it: for tools. */
public final class StoredJournal {
  private final Path folder;
  private final CellLayout layout;
  private long lastMillis;

  /**
   * Prepares to read.
   *
   * @param layout the layout that most batches have
   */
  public StoredJournal(Path folder, CellLayout layout) {
    this.folder = folder;
    this.layout = layout;
  }

  /** Returns the last stamp that was read; 0 if there was none. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Reads the stamps in the last file. The store may be in use. */
  public void readLast() throws IOException {
    JournalContents.visitLast(folder, (commit, array, offset, length) -> {
      Reading reading = new Reading(Long.MAX_VALUE, new BitSet());
      JournalItem.read(array, offset, length, layout, reading);
      return reading.largestMillis;
    });
  }

  /**
   * Reads every record, and decodes what recovery would apply.
   *
   * @param ids the label sets of the dictionary; those that are new in the journal are added
   * @param problems receives the records that are sound but cannot be applied
   * @throws io.redstart.aggregator.journal.DamagedJournalException if records are not sound
   */
  public JournalContents check(
      StoreId store, SealedState state, BitSet ids, Consumer<String> problems) throws IOException {
    return Journal.check(folder, store, state.firstCommit(), (commit, array, offset, length) -> {
      Reading reading = new Reading(state.throughMillis(), ids);
      try {
        JournalItem.read(array, offset, length, layout, reading);
      } catch (MalformedFrameException e) {
        problems.accept("commit " + commit + " cannot be applied: " + e.getMessage());
      }
      return reading.largestMillis;
    });
  }

  /** The items of one record. */
  private final class Reading implements JournalItem.Visitor {
    private final long throughMillis;
    private final BitSet ids;
    private long largestMillis;

    Reading(long throughMillis, BitSet ids) {
      this.throughMillis = throughMillis;
      this.ids = ids;
    }

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout used,
        WireReader in) {
      tick(stampMillis);
      if (stampMillis <= throughMillis) {
        return;
      }
      while (in.hasMore()) {
        long idAndNew = in.readVarint();
        int id = (int) (idAndNew >>> 1);
        if ((idAndNew & 1) != 0) {
          JournalItem.metric(in.readCount(Integer.MAX_VALUE));
          int labelsBytes = in.readLength();
          LabelSets.check(in.array(), in.position(), labelsBytes);
          in.skip(labelsBytes);
          ids.set(id);
        } else if (!ids.get(id)) {
          throw new MalformedFrameException("label set " + id + " is unknown");
        }
        int length = in.readLength();
        WireReader value = new WireReader(in.array(), in.position(), length);
        IncrementCodec.check(value, used.size());
        ExemplarsCodec.check(value);
        in.skip(length);
      }
    }

    @Override
    public void tick(long stampMillis) {
      largestMillis = Math.max(largestMillis, stampMillis);
      lastMillis = Math.max(lastMillis, stampMillis);
    }
  }
}
