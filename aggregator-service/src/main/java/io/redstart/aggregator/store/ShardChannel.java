// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.wire.BatchWriter;
import io.vertx.core.Future;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of a channel in a shard on the heap: the last applied sequence, and the label
 * sets that have a number on the channel ({@link BatchWriter} has the rules).
 */
final class ShardChannel {
  private static final @Nullable LabelSetRecord[] NOTHING = {};
  private static final int SMALLEST = 64;
  /** The array header, and this object with its entry in the map of channels. */
  private static final int ARRAY_BYTES = 16 + 120;

  private long lastSequence;
  /** Completes when everything applied on the channel so far is durable. */
  private Future<Void> durable = Future.succeededFuture();
  /** By number; null if this version does not know the metric. */
  private @Nullable LabelSetRecord[] numbered = NOTHING;

  private int known;

  long lastSequence() {
    return lastSequence;
  }

  /** Notes a sequence that was just applied, and when it will be durable. */
  void applied(long sequence, Future<Void> whenDurable) {
    lastSequence = sequence;
    durable = whenDurable;
  }

  /** Notes the sequence that was applied before the process began. */
  void restore(long sequence) {
    lastSequence = sequence;
  }

  /** Returns a future that completes when everything applied so far is durable. */
  Future<Void> durable() {
    return durable;
  }

  /** Notes that the channel itself is durable only later. */
  void durable(Future<Void> whenDurable) {
    durable = whenDurable;
  }

  /** Returns how many label sets are known by number. */
  int known() {
    return known;
  }

  /** Returns the approximate heap size of the numbers in bytes. */
  int sizeBytes() {
    return ARRAY_BYTES + numbered.length * Integer.BYTES;
  }

  /** Returns the label set of a number below {@link #known}, null if it is not counted. */
  @Nullable
  LabelSetRecord labelSet(int number) {
    return numbered[number];
  }

  /** Assigns the next number, if one is left. */
  void number(@Nullable LabelSetRecord labelSet) {
    if (known == BatchWriter.NUMBERS_MAX) {
      return;
    }
    if (known == numbered.length) {
      numbered = Arrays.copyOf(numbered, Math.max(SMALLEST, known * 2));
    }
    numbered[known++] = labelSet;
  }

  /** Forgets the given number and all later ones; the sender does not rely on them. */
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
