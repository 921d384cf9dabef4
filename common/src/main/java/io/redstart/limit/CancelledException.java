// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

/** Ends work that was cancelled, see {@link Cancellation#check}. It has no stack trace. */
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Cancellation.Reason reason;

  /** Creates an exception with Prometheus' words for the reason. */
  public CancelledException(Cancellation.Reason reason) {
    super(
        switch (reason) {
          case CANCELED -> "query was canceled in query execution";
          case TIMEOUT -> "query timed out in query execution";
        },
        null,
        false,
        false);
    this.reason = reason;
  }

  /** Returns why the work was cancelled. */
  public Cancellation.Reason reason() {
    return reason;
  }
}
