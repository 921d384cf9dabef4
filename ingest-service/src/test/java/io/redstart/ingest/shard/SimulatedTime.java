// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** A clock with timers that runs only as far as it is told to; same calls, same order. */
final class SimulatedTime implements Timers, LongSupplier {
  private record Alarm(long atMillis, long number, Runnable action) {}

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::atMillis).thenComparing(Alarm::number));
  private long nowMillis;
  private long number;

  @Override
  public long getAsLong() {
    return nowMillis;
  }

  @Override
  public void after(long delayMillis, Runnable action) {
    if (delayMillis < 1) {
      throw new IllegalArgumentException("a timer needs 1 ms or more, not " + delayMillis);
    }
    alarms.add(new Alarm(nowMillis + delayMillis, number++, action));
  }

  /** Runs everything that is due within a time. */
  void run(long millis) {
    long untilMillis = nowMillis + millis;
    while (!alarms.isEmpty() && alarms.peek().atMillis <= untilMillis) {
      Alarm alarm = alarms.remove();
      nowMillis = alarm.atMillis;
      alarm.action.run();
    }
    nowMillis = untilMillis;
  }
}
