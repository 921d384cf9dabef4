// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/** A store took nothing of a batch, for certain; the message says why. */
public final class CommitRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Holds the reason. */
  public CommitRefusedException(String message) {
    super(message);
  }
}
