// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.answer.ExportAnswer;

/**
 * Limits the requests that an event loop reads at a time. If a loop gets more requests than it can
 * read, the rest wait in sockets and behind HTTP/2's windows, which no limit in bytes covers, until
 * their senders give up. So while the loop is behind, it accepts the requests that it can read in
 * time, and refuses the rest:
 *
 * <pre>
 *   behind   from {@value #BEHIND_TICKS} late ticks on, until as many more ticks are on time
 *   limit    requests read per second × (max_queue_time − the timers' delay)     (Little's law)
 * </pre>
 *
 * <p>A loop with time to spare is never behind, however slow its senders are. Belongs to one event
 * loop.
 */
public final class Backlog {
  /** Time from one {@link #tick} to the next. */
  public static final int TICK_MILLIS = 100;

  /** Requests that may always be read at a time. */
  static final int ALWAYS = 16;

  /** A tick with at least this delay is late. */
  static final int LATE_MILLIS = 5;

  static final int BEHIND_TICKS = 5;

  /** The most refusals held back; further ones are sent at once. */
  static final int HELD_MAX = 4_096;

  /** The answer to a request that is not admitted. */
  static final ExportAnswer OVERLOADED = new ExportAnswer(
      ExportAnswer.Kind.OVERLOADED,
      ExportAnswer.Kind.OVERLOADED.tag(),
      "more requests arrive than can be read in time",
      0,
      1_000);

  private static final double WEIGHT = 0.2;
  /** Small, so that the measured rate decays slowly while many requests are refused. */
  private static final double WEIGHT_DOWN = 0.02;

  private final long queueMaxMillis;
  private final int readingMax;
  private int reading;
  private int held;
  private int begun;
  private int read;
  private int limit;
  private int lateTicks;
  private boolean behind;
  private double lateMillis;
  private double readPerSecond;

  /**
   * Makes an empty backlog.
   *
   * @param queueMaxMillis the longest time that reading may take while the loop is behind; 0 for no
   *     limit
   * @param readingMax the most requests being read for which there is memory
   */
  public Backlog(long queueMaxMillis, int readingMax) {
    this.queueMaxMillis = queueMaxMillis;
    this.readingMax = readingMax;
    this.limit = readingMax;
  }

  /** Returns whether a request is admitted; if so, {@link #ended} must follow. */
  boolean admit() {
    if (reading >= limit || (behind && begun >= limit)) {
      return false;
    }
    reading++;
    begun++;
    return true;
  }

  /** Returns whether another refusal may be held back; if so, {@link #letGo} must follow. */
  boolean hold() {
    if (held == HELD_MAX) {
      return false;
    }
    held++;
    return true;
  }

  /** Releases a refusal that was held back. */
  void letGo() {
    held--;
  }

  /** Releases a request that was read, or given up if not {@code whole}. */
  void ended(boolean whole) {
    reading--;
    read += whole ? 1 : 0;
  }

  /**
   * Measures how far the loop is behind, and adjusts the limit.
   *
   * @param elapsedMillis time since the previous tick: {@link #TICK_MILLIS} and the loop's delay
   */
  public void tick(long elapsedMillis) {
    long nowLateMillis = Math.max(0, elapsedMillis - TICK_MILLIS);
    lateMillis += WEIGHT * (nowLateMillis - lateMillis);
    noteLate(nowLateMillis >= LATE_MILLIS);
    double nowPerSecond = read * 1_000.0 / Math.max(1, elapsedMillis);
    readPerSecond +=
        (nowPerSecond > readPerSecond ? WEIGHT : WEIGHT_DOWN) * (nowPerSecond - readPerSecond);
    limit = behind && queueMaxMillis > 0
        ? (int) Math.min(
            readingMax, Math.max(ALWAYS, readPerSecond * (queueMaxMillis - lateMillis) / 1_000))
        : readingMax;
    begun = 0;
    read = 0;
  }

  /** Requires several late ticks, so that a single pause of the JVM does not count as behind. */
  private void noteLate(boolean late) {
    lateTicks = Math.max(0, Math.min(BEHIND_TICKS, lateTicks + (late ? 1 : -1)));
    behind = lateTicks == BEHIND_TICKS || (behind && lateTicks > 0);
  }
}
