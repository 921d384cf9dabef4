// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

/** Thrown when the disk below a {@link KeyValues} fails. */
public final class KeyValuesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isOutOfSpace;

  /** Creates the exception; {@code isOutOfSpace} if it can succeed once there is more room. */
  public KeyValuesException(String message, boolean isOutOfSpace, Throwable cause) {
    super(message, cause);
    this.isOutOfSpace = isOutOfSpace;
  }

  /** Returns whether the disk is full, so that the same call can succeed later. */
  public boolean isOutOfSpace() {
    return isOutOfSpace;
  }
}
