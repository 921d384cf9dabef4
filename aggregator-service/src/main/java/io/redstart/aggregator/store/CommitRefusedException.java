// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/** Thrown when a store has definitely applied nothing of a batch; the message says why. */
public final class CommitRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with its reason. */
  public CommitRefusedException(String message) {
    super(message);
  }
}
