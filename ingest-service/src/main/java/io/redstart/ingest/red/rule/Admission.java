// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The permission to count spans under a label set, shared by all event loops that hold the label
 * set.
 *
 * <pre>
 *   IDLE ──use()──▶ USED ──sweep──▶ IDLE ──sweep──▶ GONE
 * </pre>
 *
 * <p>An event loop calls {@link #use} for each span, which is one volatile read unless a sweep has
 * come in between. Once it returns false, the permission is gone and the event loop must ask for a
 * new one. A sweep revokes permissions only from IDLE, by compare-and-set, so that nothing is
 * counted under a label set that was released. The permission of an overflow is also revoked when
 * there is room again. A span that is counted under it at that moment adds one to the overflow,
 * which does no harm.
 */
public final class Admission {
  private static final int IDLE = 0;
  private static final int USED = 1;
  private static final int GONE = 2;

  private final AtomicInteger state = new AtomicInteger(USED);
  private final @Nullable LongAdder overflowSpans;

  /**
   * Makes an admission in the state USED.
   *
   * @param overflowSpans counts the spans if they are beyond a limit
   */
  Admission(@Nullable LongAdder overflowSpans) {
    this.overflowSpans = overflowSpans;
  }

  /**
   * Claims the permission for one span. Returns false if it is gone and the caller must ask again.
   */
  public boolean use() {
    if (!touch()) {
      return false;
    }
    if (overflowSpans != null) {
      overflowSpans.increment();
    }
    return true;
  }

  /** Protects the permission from the next sweep. Returns whether it still exists. */
  boolean touch() {
    int seen = state.get();
    return seen == USED || (seen == IDLE && (state.compareAndSet(IDLE, USED) || !isGone()));
  }

  /** Returns whether its spans are beyond a limit. */
  public boolean isOverflow() {
    return overflowSpans != null;
  }

  boolean isGone() {
    return state.get() == GONE;
  }

  /**
   * Revokes the permission if it is for spans beyond a limit, in any state. Returns whether it is.
   */
  boolean revokeOverflow() {
    if (overflowSpans != null) {
      state.set(GONE);
    }
    return overflowSpans != null;
  }

  /** Marks the permission idle, or revokes it if it is idle already. Returns whether it is gone. */
  boolean sweep() {
    return !state.compareAndSet(USED, IDLE) && (state.compareAndSet(IDLE, GONE) || isGone());
  }
}
