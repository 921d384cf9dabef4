// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.storage;

import io.redstart.aggregator.sealed.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Shows progress in one line that is written again and again; on a terminal only. */
public final class ProgressLine implements Progress {
  private static final long EVERY_NANOS = 200_000_000;
  private static final int WIDTH = 70;

  private final PrintWriter err;
  private final boolean isTerminal;
  private final LongSupplier monotonicNanos;
  private long shownNanos;
  private boolean isShown;

  /**
   * Creates a line.
   *
   * @param isTerminal whether {@code err} is shown on a terminal; nothing is shown elsewhere
   */
  public ProgressLine(PrintWriter err, boolean isTerminal, LongSupplier monotonicNanos) {
    this.monotonicNanos = monotonicNanos;
    this.err = err;
    this.isTerminal = isTerminal;
    this.shownNanos = monotonicNanos.getAsLong();
  }

  @Override
  public void at(String what, long done, long total) {
    long nowNanos = monotonicNanos.getAsLong();
    if (!isTerminal || nowNanos - shownNanos < EVERY_NANOS) {
      return;
    }
    shownNanos = nowNanos;
    isShown = true;
    String text = total > 1 ? what + ": " + done + " of " + total : what;
    err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
    err.flush();
  }

  /** Removes the line. */
  public void clear() {
    if (isShown) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
      isShown = false;
    }
  }
}
