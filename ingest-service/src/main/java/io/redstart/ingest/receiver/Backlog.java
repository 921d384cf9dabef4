// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.answer.ExportAnswer;

/**
 * The requests that an event loop has begun to read, and whether it lets another in. A loop that
 * gets more than it can read does not hold what waits: that lies in sockets and behind HTTP/2's
 * windows, out of sight of any limit in bytes, until its senders give up on all of it. So while the
 * loop is behind, it takes what it can read in time, and refuses the rest:
 *
 * <pre>
 *   behind   from {@value #BEHIND_TICKS} ticks on that are late, until as many more are in time
 *   limit    requests read per second × (max_queue_time − the timers' delay)     (Little's law)
 * </pre>
 *
 * <p>A loop that has time to spare is never behind, however slow its senders are. Belongs to one
 * event loop.
 */
public final class Backlog {
  /** How long after one {@link #tick} the next is due. */
  public static final int TICK_MILLIS = 100;

  /** How many requests may be read at a time in any case. */
  static final int ALWAYS = 16;

  /** A tick that comes so much later than is due is late. */
  static final int LATE_MILLIS = 5;

  static final int BEHIND_TICKS = 5;

  /** So many refusals may be held back; more are told at once. */
  static final int HELD_MAX = 4_096;

  /** The answer to a request that is not let in. */
  static final ExportAnswer OVERLOADED = new ExportAnswer(
      ExportAnswer.Kind.OVERLOADED,
      ExportAnswer.Kind.OVERLOADED.tag(),
      "more requests arrive than can be read in time",
      0,
      1_000);

  private static final double WEIGHT = 0.2;
  /** What can be read is found out while little is refused, and forgotten slowly when much is. */
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
   * Makes an empty one.
   *
   * @param queueMaxMillis how long requests may take to be read while the loop is behind; 0 if any
   *     time is right
   * @param readingMax how many requests there is memory for while they are read
   */
  public Backlog(long queueMaxMillis, int readingMax) {
    this.queueMaxMillis = queueMaxMillis;
    this.readingMax = readingMax;
    this.limit = readingMax;
  }

  /** Lets a request in, and returns whether it did; {@link #ended} must follow if so. */
  boolean admit() {
    if (reading >= limit || (behind && begun >= limit)) {
      return false;
    }
    reading++;
    begun++;
    return true;
  }

  /** Returns whether another refusal may be held back; {@link #letGo} must follow if so. */
  boolean hold() {
    if (held == HELD_MAX) {
      return false;
    }
    held++;
    return true;
  }

  /** Learns that a refusal was told. */
  void letGo() {
    held--;
  }

  /** Learns that a request was read, or given up. */
  void ended(boolean whole) {
    reading--;
    read += whole ? 1 : 0;
  }

  /**
   * Learns how the loop does.
   *
   * @param elapsedMillis since the tick before, which is {@link #TICK_MILLIS} and the loop's delay
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

  /** One pause of the JVM makes nobody late. */
  private void noteLate(boolean late) {
    lateTicks = Math.max(0, Math.min(BEHIND_TICKS, lateTicks + (late ? 1 : -1)));
    behind = lateTicks == BEHIND_TICKS || (behind && lateTicks > 0);
  }
}
