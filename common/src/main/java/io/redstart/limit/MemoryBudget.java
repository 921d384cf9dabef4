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
    if (usedBytes.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
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
