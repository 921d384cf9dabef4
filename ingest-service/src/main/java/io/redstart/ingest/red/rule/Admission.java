// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The leave to count spans under a label set, shared by all event loops that hold the label set.
 *
 * <pre>
 *   IDLE ──use()──▶ USED ──sweep──▶ IDLE ──sweep──▶ GONE
 * </pre>
 *
 * <p>An event loop calls {@link #use} for each span. It is one volatile read as long as the sweep was
 * not there; once it answers false the leave was given back, and the loop has to ask anew. A sweep
 * takes a leave away only from IDLE, by compare-and-set, so nothing is counted under a label set that
 * was given back. An overflow's leave is also revoked when there is room again: a span that is
 * counted under it at that moment is one more in the overflow, and no harm.
 */
public final class Admission {
  private static final int IDLE = 0;
  private static final int USED = 1;
  private static final int GONE = 2;

  private final AtomicInteger state = new AtomicInteger(USED);
  private final @Nullable LongAdder overflowSpans;

  /**
   * Makes one in use.
   *
   * @param overflowSpans counts the spans if they are beyond a limit
   */
  Admission(@Nullable LongAdder overflowSpans) {
    this.overflowSpans = overflowSpans;
  }

  /** Tells that a span is about to be counted; returns whether it may be, or has to ask anew. */
  public boolean use() {
    if (!touch()) {
      return false;
    }
    if (overflowSpans != null) {
      overflowSpans.increment();
    }
    return true;
  }

  /** Keeps it from the next sweep; returns whether it was still there. */
  boolean touch() {
    int seen = state.get();
    return seen == USED || (seen == IDLE && (state.compareAndSet(IDLE, USED) || !isGone()));
  }

  /** Returns whether spans under it are beyond a limit. */
  public boolean isOverflow() {
    return overflowSpans != null;
  }

  boolean isGone() {
    return state.get() == GONE;
  }

  /** Takes it back if it is one beyond a limit, whatever its state; returns whether it was. */
  boolean revokeOverflow() {
    if (overflowSpans != null) {
      state.set(GONE);
    }
    return overflowSpans != null;
  }

  /** Gives it a second chance; returns whether it had one already and is gone now. */
  boolean sweep() {
    return !state.compareAndSet(USED, IDLE) && (state.compareAndSet(IDLE, GONE) || isGone());
  }
}
