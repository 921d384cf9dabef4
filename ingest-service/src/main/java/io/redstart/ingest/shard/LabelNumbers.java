// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.wire.BatchWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The sender's half of a channel's numbers, by which label sets are named once they have been
 * spelled out ({@link BatchWriter} has the rules). They are given when the message is acknowledged
 * that spelled them out: one that is not leaves no trace here.
 */
final class LabelNumbers {
  private final int numbersMax;
  private final List<LabelSet> spelledOut = new ArrayList<>();
  private int known;

  LabelNumbers() {
    this(BatchWriter.NUMBERS_MAX);
  }

  LabelNumbers(int numbersMax) {
    this.numbersMax = numbersMax;
  }

  /** Returns how many label sets are known by number. */
  int known() {
    return known;
  }

  /** Returns whether no more label sets will be known than are now. */
  boolean isExhausted() {
    return known == numbersMax;
  }

  /** Writes the entries of a message, and notes which label sets it spells out. */
  void write(Fold fold, BatchWriter message) {
    spelledOut.clear();
    for (int entry = 0; entry < fold.size(); entry++) {
      LabelSet set = fold.labelSet(entry);
      int number = set.numberBy(this);
      if (number >= 0) {
        message.add(set.metric(), number, fold.increment(entry), fold.exemplars(entry));
      } else {
        message.add(
            set.metric(), set.hash(), set.bytes(), fold.increment(entry), fold.exemplars(entry));
        spelledOut.add(set);
      }
    }
  }

  /** Numbers what the last message has spelled out, because it is known to have been applied. */
  void acknowledged() {
    for (LabelSet set : spelledOut) {
      if (!isExhausted()) {
        set.number(this, known++);
      }
    }
    spelledOut.clear();
  }
}
