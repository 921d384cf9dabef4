// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of heap one part of the process may hold at a time, counted by estimates of those
 * who hold them. Thread-safe.
 *
 * <p>What was taken is always given back, in any number of pieces; {@link Lease} does so for
 * whatever ends at a known moment.
 */
public final class MemoryBudget {
  private final String name;
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  /** Written by any thread; of two that write at once one may win. */
  private volatile long peakBytes;

  /**
   * Makes a budget of which nothing is used.
   *
   * @param name what holds the bytes, for messages: {@code queries}
   */
  public MemoryBudget(String name, long maxBytes) {
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** Takes some bytes, or none and returns false if there are not that many left. */
  public boolean tryTake(long bytes) {
    long now = usedBytes.addAndGet(bytes);
    if (now <= maxBytes) {
      notePeak(now);
      return true;
    }
    usedBytes.addAndGet(-bytes);
    notePeak(maxBytes);
    refusals.incrementAndGet();
    return false;
  }

  /**
   * Takes some bytes.
   *
   * @throws MemoryFullException if there are not that many left
   */
  public void takeOrThrow(long bytes) {
    if (!tryTake(bytes)) {
      throw full(bytes);
    }
  }

  /** Returns what ends work that needs bytes which are not left. */
  public MemoryFullException full(long bytes) {
    return new MemoryFullException(this, bytes);
  }

  /**
   * Takes bytes, more than may be held too: for those who have them already, or who keep within the
   * budget by other means. Negative ones are given back.
   */
  public void take(long bytes) {
    notePeak(usedBytes.addAndGet(bytes));
  }

  private void notePeak(long now) {
    if (now > peakBytes) {
      peakBytes = now;
    }
  }

  /** Gives back bytes that were taken. */
  public void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  /** Returns what holds the bytes. */
  public String name() {
    return name;
  }

  /** Returns how many bytes are held now. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** Returns the most bytes that were held since this was asked before. */
  public long peakBytesSinceAsked() {
    long peak = Math.max(peakBytes, usedBytes.get());
    peakBytes = 0;
    return peak;
  }

  /** Returns how often somebody wanted more than there was. */
  public long refusals() {
    return refusals.get();
  }

  /** Counts one who wanted more than there was and found out by other means. */
  public void refused() {
    refusals.incrementAndGet();
  }

  /** Returns how many bytes more may be held; less than 0 if more are held than may be. */
  public long leftBytes() {
    return maxBytes - usedBytes.get();
  }

  /** Returns how many bytes may be held. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Returns a lease of 0 bytes. */
  public Lease lease() {
    return new Lease();
  }

  /**
   * What one holder has taken; grows, shrinks, and is given back as a whole by {@link #close}. One
   * thread at a time; closing twice, or growing after closing, is allowed and takes nothing.
   */
  public final class Lease implements AutoCloseable {
    private long heldBytes;
    private boolean closed;

    private Lease() {}

    /** Takes more, or nothing and returns false if there is not that much left, or it is closed. */
    public boolean tryGrow(long bytes) {
      if (closed || !tryTake(bytes)) {
        return false;
      }
      heldBytes += bytes;
      return true;
    }

    /** Gives some back. */
    public void shrink(long bytes) {
      if (!closed) {
        heldBytes -= bytes;
        giveBack(bytes);
      }
    }

    /** Returns how many bytes it holds. */
    public long heldBytes() {
      return heldBytes;
    }

    /** Returns the budget it is taken from. */
    public MemoryBudget budget() {
      return MemoryBudget.this;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        giveBack(heldBytes);
        heldBytes = 0;
      }
    }
  }
}
