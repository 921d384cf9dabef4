// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.wire.BatchWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a shard on the heap keeps of a channel: the last sequence that was applied, and the label
 * sets that have a number on it ({@link BatchWriter} has the rules).
 */
final class MemoryChannel {
  private static final @Nullable LabelSetRecord[] NOTHING = {};
  private static final int SMALLEST = 64;
  /** The head of the array, and this object with its place among the channels. */
  private static final int ARRAY_BYTES = 16 + 120;

  private long lastSequence;
  /** By number; null where the metric is one that this version does not know. */
  private @Nullable LabelSetRecord[] numbered = NOTHING;

  private int known;

  long lastSequence() {
    return lastSequence;
  }

  void applied(long sequence) {
    lastSequence = sequence;
  }

  /** Returns how many label sets are known by number. */
  int known() {
    return known;
  }

  /** Returns about how many bytes of heap the numbers take. */
  int sizeBytes() {
    return ARRAY_BYTES + numbered.length * Integer.BYTES;
  }

  /** Returns the label set of a number below {@link #known}, null if it is not counted here. */
  @Nullable
  LabelSetRecord labelSet(int number) {
    return numbered[number];
  }

  /** Gives the next number, if there is one left. */
  void number(@Nullable LabelSetRecord labelSet) {
    if (known == BatchWriter.NUMBERS_MAX) {
      return;
    }
    if (known == numbered.length) {
      numbered = Arrays.copyOf(numbered, Math.max(SMALLEST, known * 2));
    }
    numbered[known++] = labelSet;
  }

  /** Forgets all numbers from one on, which the sender does not rely on. */
  void forgetFrom(int number) {
    Arrays.fill(numbered, number, known, null);
    known = number;
  }

  /** Forgets all numbers. */
  void forgetNumbers() {
    numbered = NOTHING;
    known = 0;
  }
}
