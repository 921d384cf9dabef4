// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import org.jspecify.annotations.Nullable;

/** Thrown when a store cannot be opened; the message says why, and what a person can do. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public StoreException(String message) {
    super(message);
  }

  /** Creates the exception with its cause. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
