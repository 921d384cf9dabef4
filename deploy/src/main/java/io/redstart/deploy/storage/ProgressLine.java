// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.storage;

import io.redstart.aggregator.sealed.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Shows progress in one line that is written again and again; on a terminal only.
 *
 * <pre>
 *   copying [##########------------------]  36 %, 0:07 left
 * </pre>
 */
public final class ProgressLine implements Progress {
  private static final long EVERY_NANOS = 200_000_000;
  private static final int WIDTH = 79;
  private static final int BAR = 28;
  private static final long PERCENT = 100;
  private static final double SECOND_NANOS = 1e9;
  private static final int MINUTE_SECONDS = 60;

  private final PrintWriter err;
  private final boolean isTerminal;
  private final LongSupplier monotonicNanos;
  private long shownNanos;
  private long begunNanos;
  private String begun = "";
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
    if (!begun.equals(what)) {
      begun = what;
      begunNanos = nowNanos;
    }
    if (!isTerminal || nowNanos - shownNanos < EVERY_NANOS) {
      return;
    }
    shownNanos = nowNanos;
    isShown = true;
    String text = total > 1 ? what + " " + bar(done, total, nowNanos - begunNanos) : what;
    err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
    err.flush();
  }

  private static String bar(long done, long total, long elapsedNanos) {
    int filled = (int) (BAR * done / total);
    String bar = "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
    String percent = String.format(" %3d %%", PERCENT * done / total);
    if (done == 0) {
      return bar + percent;
    }
    long seconds = Math.round(elapsedNanos / SECOND_NANOS * (total - done) / done);
    return bar
        + percent
        + String.format(", %d:%02d left", seconds / MINUTE_SECONDS, seconds % MINUTE_SECONDS);
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
