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
 * A label set of a metric in its wire form: its bytes, its hash and its slot. An ingest verticle
 * interns label sets, so that a {@link Fold} can compare them by reference. Two objects with the
 * same bytes do no harm, because their increments add up.
 *
 * <p>It also holds the number that one channel gave it. Numbers are stored here and not in a table
 * of the channel, because a look-up there would cost a cache miss or two for every entry of a
 * message. Apart from that it is immutable; one thread at a time.
 */
public final class LabelSet {
  /** The object, and the header and rounding of the array. */
  private static final int FIXED_BYTES = 40 + 16 + 4;

  private final Metric metric;
  private final byte[] bytes;
  private final long hash;
  /** The length of the array, readable without the array itself, which is seldom in a CPU cache. */
  private final int sizeBytes;

  /** Random, because senders know the hash and could choose label sets that collide in a table. */
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

  /** Returns the metric that it belongs to. */
  public Metric metric() {
    return metric;
  }

  /** Returns the bytes of {@link LabelSets}; callers must not change them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the hash of the bytes. */
  public long hash() {
    return hash;
  }

  /** Returns a random number that determines its place in tables. */
  int place() {
    return place;
  }

  /** Returns the slot: 0 … {@value LabelSets#SLOTS} − 1. */
  public int slot() {
    return LabelSets.slot(hash);
  }

  /** Returns the number of bytes. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** Returns the approximate heap size in bytes. */
  int heapBytes() {
    return FIXED_BYTES + sizeBytes;
  }

  /** Returns the number from {@link #number(Object, int)}, or −1 if another giver was the last. */
  public int numberBy(Object giver) {
    return numberedBy == giver ? number : -1;
  }

  /** Replaces its number, whether it came from this giver or another. */
  public void number(Object giver, int given) {
    numberedBy = giver;
    number = given;
  }

  @Override
  public String toString() {
    return LabelSets.decode(bytes, 0, bytes.length).toString();
  }
}
