// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/** Bytes from the bus are malformed; the message holds the position. */
public final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Holds the error and its position. */
  public MalformedFrameException(String message) {
    super(message);
  }
}
