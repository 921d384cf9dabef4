// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends the work for one request, wherever that work runs. There is one object per request and
 * process, passed to every loop over label sets, values, series or samples.
 *
 * <p>{@link #check} is one volatile read, cheap enough for a loop whose iterations take 10 ns or
 * more; tighter loops check every thousand iterations or so. It reads no clock: a timer calls
 * {@link #cancel} when the deadline has passed. Thread-safe.
 */
public final class Cancellation {
  /** Why the work ended early. */
  public enum Reason {
    /** The client left, or the process stops. */
    CANCELED,
    /** The request's deadline has passed. */
    TIMEOUT
  }

  private volatile @Nullable Reason reason;
  /** Guarded by this. */
  private final List<Runnable> listeners = new ArrayList<>();

  /**
   * Cancels, and runs the listeners on the calling thread; only the first call has an effect.
   *
   * @return whether this was the first call
   */
  public boolean cancel(Reason why) {
    List<Runnable> told;
    synchronized (this) {
      if (reason != null) {
        return false;
      }
      reason = why;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(Runnable::run);
    return true;
  }

  /** Runs a listener when the work is cancelled, or at once if it already is. */
  public void onCancel(Runnable listener) {
    synchronized (this) {
      if (reason == null) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Returns whether the work was cancelled. */
  public boolean isCancelled() {
    return reason != null;
  }

  /**
   * Returns normally unless the work was cancelled.
   *
   * @throws CancelledException if it was
   */
  public void check() {
    Reason why = reason;
    if (why != null) {
      throw new CancelledException(why);
    }
  }
}
