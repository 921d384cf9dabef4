// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import java.util.Arrays;

/** Counts the spans and events of a request that are not counted, or only with shortened labels. */
public final class SpanTally {
  private final int[] rejected = new int[Rejection.values().length];
  private final int[] dropped = new int[Drop.values().length];
  private int shortened;
  private int uncountedEvents;

  void reject(Rejection reason) {
    rejected[reason.ordinal()]++;
  }

  void drop(Drop reason) {
    dropped[reason.ordinal()]++;
  }

  void shorten() {
    shortened++;
  }

  void leaveOutEvent() {
    uncountedEvents++;
  }

  void clear() {
    Arrays.fill(rejected, 0);
    Arrays.fill(dropped, 0);
    shortened = 0;
    uncountedEvents = 0;
  }

  /** Returns how many spans are rejected. */
  public int rejected() {
    int sum = 0;
    for (int count : rejected) {
      sum += count;
    }
    return sum;
  }

  /** Returns how many spans are rejected for a reason. */
  public int rejected(Rejection reason) {
    return rejected[reason.ordinal()];
  }

  /** Returns how many spans are dropped for a reason. */
  public int dropped(Drop reason) {
    return dropped[reason.ordinal()];
  }

  /** Returns how many spans are rejected or dropped. */
  public int uncounted() {
    return rejected() + Arrays.stream(dropped).sum();
  }

  /** Returns whether no span is rejected or dropped. */
  boolean isEmpty() {
    return uncounted() == 0;
  }

  /** Returns how many spans are counted with a label that was cut off or left out. */
  public int shortened() {
    return shortened;
  }

  /** Returns how many events of counted spans are not counted. */
  public int uncountedEvents() {
    return uncountedEvents;
  }
}
