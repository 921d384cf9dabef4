// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.wire.BatchWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The sender's half of a channel's numbers, which replace label sets that were spelled out before
 * ({@link BatchWriter} has the rules). A label set gets its number when the message that spelled it
 * out is acknowledged; a message that is not acknowledged leaves no trace here.
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

  /** Returns how many label sets have a number. */
  int known() {
    return known;
  }

  /** Returns whether all numbers are used. */
  boolean isExhausted() {
    return known == numbersMax;
  }

  /** Writes the entries of a message, and remembers which label sets it spells out. */
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

  /** Numbers the label sets that the last message spelled out, after it is known to be applied. */
  void acknowledged() {
    for (LabelSet set : spelledOut) {
      if (!isExhausted()) {
        set.number(this, known++);
      }
    }
    spelledOut.clear();
  }
}
