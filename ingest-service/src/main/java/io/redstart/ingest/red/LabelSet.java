// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static java.util.Objects.requireNonNull;

import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.wire.LabelSets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A label set of a metric as the wire knows it: its bytes, its hash and its slot. An ingest verticle
 * interns them, so that a {@link Fold} tells them apart by reference; two objects with the same bytes
 * do no harm, because their increments just add up.
 *
 * <p>It also bears the number that one channel gave it. Numbers lie here and not in a table of the
 * channel, because a look-up there would cost a cache miss or two for every entry of a message.
 * Apart from that it is immutable; one thread at a time.
 */
public final class LabelSet {
  /** The object, and the head of the array and its rounding. */
  private static final int FIXED_BYTES = 40 + 16 + 4;

  private final Metric metric;
  private final byte[] bytes;
  private final long hash;
  /** The same as the array's length, without looking at the array, which is seldom in a cache. */
  private final int sizeBytes;

  /** The hash is public: whoever sends label sets could choose ones that meet in a table. */
  private final int place = ThreadLocalRandom.current().nextInt();

  private @Nullable Object numberedBy;
  private int number;

  private LabelSet(Metric metric, byte[] bytes) {
    this.metric = metric;
    this.bytes = bytes;
    this.hash = LabelSets.hash(bytes, 0, bytes.length);
    this.sizeBytes = bytes.length;
  }

  /** Returns a new label set of labels. */
  public static LabelSet of(Metric metric, Labels labels) {
    return new LabelSet(metric, LabelSets.encode(requireNonNull(labels, "labels")));
  }

  /** Returns what is counted for it. */
  public Metric metric() {
    return metric;
  }

  /** Returns the bytes of {@link LabelSets}; nobody changes them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the hash of the bytes. */
  public long hash() {
    return hash;
  }

  /** Returns a random number by which tables place this object. */
  int place() {
    return place;
  }

  /** Returns the slot: 0 … {@value LabelSets#SLOTS} − 1. */
  public int slot() {
    return LabelSets.slot(hash);
  }

  /** Returns how many bytes there are. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** Returns about how many bytes of heap it takes. */
  int heapBytes() {
    return FIXED_BYTES + sizeBytes;
  }

  /** Returns the number that {@link #number(Object, int)} gave it, −1 if another was the last. */
  public int numberBy(Object giver) {
    return numberedBy == giver ? number : -1;
  }

  /** Gives it a number in place of the one that it had, from this giver or another. */
  public void number(Object giver, int given) {
    numberedBy = giver;
    number = given;
  }

  @Override
  public String toString() {
    return LabelSets.decode(bytes, 0, bytes.length).toString();
  }
}
