// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Decides which window a commit counts into and which windows are sealed (docs/rules.md, W1).
 *
 * <pre>
 *   window 5 s, gap 1 s
 *   commit at 11.0 s … 3.999 → stamp 15      now 14.9 → sealed through 10
 *   commit at 14.1 s         → stamp 20      now 15.0 → sealed through 15
 * </pre>
 *
 * <p>A commit leases its stamp and releases it when it is durable. A window is not sealed while a
 * commit leases its stamp or an earlier one, so however long a commit takes, a window that was
 * shown as sealed never changes.
 *
 * <p>A store that outlives its process also {@linkplain #recorded records} stamps: a window is
 * sealed only once its stamp or a later one is on disk. So even if the wall clock is set back before
 * the next start, no stamp that was shown is used again.
 *
 * <p>Guarantees, for all threads together: neither stamps nor the sealed stamp ever decrease, and
 * no stamp is leased after it was reported as sealed.
 *
 * <p>If the wall clock steps by more than {@value #JUMP_MAX_MILLIS} ms against the monotonic clock,
 * it is not trusted: nothing is sealed and {@link #problem} says why, until the wall clock has kept
 * its new offset for that long. Thread-safe; guarded by its monitor.
 */
public final class WindowClock {
  /**
   * A window accepts commits until this long before its stamp, so that most are durable by then.
   */
  public static final long GAP_MILLIS = 1_000;

  /** The largest step of the wall clock that is trusted at once. */
  public static final long JUMP_MAX_MILLIS = 60_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final InstantSource wall;
  private final LongSupplier monotonicNanos;
  private final long windowMillis;
  private long trustedOffsetMillis;
  private boolean doubted;
  private long doubtedOffsetMillis;
  private long doubtedSinceMillis;
  private long nowMillis;
  private long stampMillis;
  private long sealedMillis;
  /** The last stamp that is on disk; windows later than it are not sealed. */
  private long recordedMillis = Long.MAX_VALUE;
  /** The leased stamps, each with the number of its leases. */
  private final TreeMap<Long, Integer> leases = new TreeMap<>();

  /**
   * Starts a clock.
   *
   * @param wall the time of day
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   * @param windowMillis the length of a window, 1 or more
   * @param usedMillis the last stamp used or shown before, 0 if none; the next stamp is later
   */
  public WindowClock(
      InstantSource wall, LongSupplier monotonicNanos, long windowMillis, long usedMillis) {
    if (windowMillis < 1) {
      throw new IllegalArgumentException("window of " + windowMillis + " ms");
    }
    this.wall = wall;
    this.monotonicNanos = monotonicNanos;
    this.windowMillis = windowMillis;
    this.nowMillis = wall.millis();
    this.trustedOffsetMillis = nowMillis - monotonicMillis();
    this.sealedMillis = floorToWindow(nowMillis);
    this.stampMillis = floorToWindow(usedMillis) + windowMillis;
  }

  /** Starts a clock that seals no window before its stamp is {@linkplain #recorded recorded}. */
  public static WindowClock recording(
      InstantSource wall, LongSupplier monotonicNanos, long windowMillis, long usedMillis) {
    WindowClock clock = new WindowClock(wall, monotonicNanos, windowMillis, usedMillis);
    clock.recordedMillis = clock.floorToWindow(usedMillis);
    clock.sealedMillis = Math.min(clock.sealedMillis, clock.recordedMillis);
    return clock;
  }

  /** Returns the time of the clock for measuring elapsed time, in nanoseconds. */
  public long nanos() {
    return monotonicNanos.getAsLong();
  }

  /** Returns the length of a window. */
  public long windowMillis() {
    return windowMillis;
  }

  /**
   * Leases the stamp for a commit that begins now. The caller releases it once the commit is durable
   * or certain not to happen; if neither is known, the process must end.
   *
   * @return epoch milliseconds, a multiple of the window
   */
  public synchronized long lease() {
    long leasedMillis = stampMillis();
    leases.merge(leasedMillis, 1, Integer::sum);
    return leasedMillis;
  }

  /** Returns the stamp that a commit beginning now would get, without a lease. */
  public synchronized long stampMillis() {
    advance();
    long byTime = floorToWindow(nowMillis + GAP_MILLIS + windowMillis - 1);
    stampMillis = Math.max(stampMillis, Math.max(byTime, sealedMillis + windowMillis));
    return stampMillis;
  }

  /** Records that a stamp, and with it every earlier one, is on disk. */
  public synchronized void recorded(long millis) {
    if (recordedMillis != Long.MAX_VALUE) {
      recordedMillis = Math.max(recordedMillis, millis);
    }
  }

  /**
   * Ends one lease of a stamp.
   *
   * @throws IllegalStateException if nobody leases the stamp
   */
  public synchronized void release(long leasedMillis) {
    Integer count = leases.remove(leasedMillis);
    if (count == null) {
      throw new IllegalStateException("stamp " + leasedMillis + " is not leased");
    }
    if (count > 1) {
      leases.put(leasedMillis, count - 1);
    }
  }

  /** Returns the stamp of the last sealed window: epoch milliseconds, a multiple of the window. */
  public synchronized long sealedMillis() {
    advance();
    return sealedMillis;
  }

  /** Returns why no commit should be accepted now, if there is a reason. */
  public synchronized Optional<String> problem() {
    advance();
    if (doubted) {
      long jumpMillis = doubtedOffsetMillis - trustedOffsetMillis;
      return Optional.of("the clock jumped by " + jumpMillis + " ms against the monotonic clock");
    }
    long leadMillis = stampMillis - windowMillis - nowMillis - GAP_MILLIS;
    return leadMillis > JUMP_MAX_MILLIS
        ? Optional.of("windows are " + leadMillis + " ms ahead of the clock")
        : Optional.empty();
  }

  private void advance() {
    long wallMillis = wall.millis();
    long monotonicMillis = monotonicMillis();
    believe(wallMillis - monotonicMillis, monotonicMillis);
    if (!doubted) {
      nowMillis = wallMillis;
      long byTime = floorToWindow(wallMillis);
      long byCommits = leases.isEmpty() ? byTime : leases.firstKey() - windowMillis;
      sealedMillis = Math.max(sealedMillis, Math.min(Math.min(byTime, byCommits), recordedMillis));
    }
  }

  private void believe(long offsetMillis, long monotonicMillis) {
    if (Math.abs(offsetMillis - trustedOffsetMillis) <= JUMP_MAX_MILLIS) {
      doubted = false;
    } else if (!doubted || Math.abs(offsetMillis - doubtedOffsetMillis) > JUMP_MAX_MILLIS) {
      doubted = true;
      doubtedOffsetMillis = offsetMillis;
      doubtedSinceMillis = monotonicMillis;
    } else if (monotonicMillis - doubtedSinceMillis >= JUMP_MAX_MILLIS) {
      doubted = false;
    }
    if (!doubted) {
      trustedOffsetMillis = offsetMillis;
    }
  }

  private long monotonicMillis() {
    return Math.floorDiv(monotonicNanos.getAsLong(), NANOS_PER_MILLI);
  }

  private long floorToWindow(long millis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }
}
