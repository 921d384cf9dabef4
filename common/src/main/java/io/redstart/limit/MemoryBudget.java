// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how many bytes of heap one part of the process may hold at a time. The holders estimate
 * their own sizes. Thread-safe.
 *
 * <p>Bytes that were reserved are always released, in any number of pieces; a {@link Lease}
 * releases them when it is closed.
 */
public final class MemoryBudget {
  private final String name;
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  /** Written by any thread; of two concurrent writes one may be lost. */
  private volatile long peakBytes;

  /**
   * Creates an unused budget.
   *
   * @param name what holds the bytes, for messages: {@code queries}
   */
  public MemoryBudget(String name, long maxBytes) {
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** Reserves some bytes; returns false and reserves nothing if too few are left. */
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
   * Reserves some bytes.
   *
   * @throws MemoryFullException if too few are left
   */
  public void takeOrThrow(long bytes) {
    if (!tryTake(bytes)) {
      throw full(bytes);
    }
  }

  /** Returns the exception for work that needs more bytes than are left. */
  public MemoryFullException full(long bytes) {
    return new MemoryFullException(this, bytes);
  }

  /**
   * Reserves bytes even beyond the limit, for holders that already have them or that keep within
   * the budget by other means. A negative number releases bytes.
   */
  public void take(long bytes) {
    notePeak(usedBytes.addAndGet(bytes));
  }

  private void notePeak(long now) {
    if (now > peakBytes) {
      peakBytes = now;
    }
  }

  /** Releases reserved bytes. */
  public void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  /** Returns what holds the bytes. */
  public String name() {
    return name;
  }

  /** Returns how many bytes are held. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** Returns the most bytes held since the previous call. */
  public long peakBytesSinceAsked() {
    long peak = Math.max(peakBytes, usedBytes.get());
    peakBytes = 0;
    return peak;
  }

  /** Returns how often a request for bytes was refused. */
  public long refusals() {
    return refusals.get();
  }

  /** Counts a refusal that the caller decided by other means. */
  public void refused() {
    refusals.incrementAndGet();
  }

  /** Returns how many bytes are left; less than 0 if the limit is exceeded. */
  public long leftBytes() {
    return maxBytes - usedBytes.get();
  }

  /** Returns the limit in bytes. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Returns a lease of 0 bytes. */
  public Lease lease() {
    return lease(maxBytes);
  }

  /**
   * Returns a lease of 0 bytes that leaves something for others.
   *
   * @param leaseMaxBytes how large it may grow
   */
  public Lease lease(long leaseMaxBytes) {
    return new Lease(leaseMaxBytes);
  }

  /**
   * The bytes that one holder has reserved. A lease grows and shrinks, and {@link #close} releases
   * all of it. One thread at a time; closing twice, or growing after closing, is allowed and
   * reserves nothing.
   */
  public final class Lease implements AutoCloseable {
    private final long leaseMaxBytes;
    private long heldBytes;
    private boolean closed;

    private Lease(long leaseMaxBytes) {
      this.leaseMaxBytes = leaseMaxBytes;
    }

    /**
     * Reserves more. Returns false, and reserves nothing, if too little is left, if the lease would
     * grow too large, or if it is closed.
     */
    public boolean tryGrow(long bytes) {
      if (heldBytes + bytes > leaseMaxBytes) {
        refused();
        return false;
      }
      if (closed || !tryTake(bytes)) {
        return false;
      }
      heldBytes += bytes;
      return true;
    }

    /** Releases some bytes. */
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

    /** Returns how many bytes it may hold. */
    public long maxBytes() {
      return leaseMaxBytes;
    }

    /** Returns the budget that the bytes come from. */
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
