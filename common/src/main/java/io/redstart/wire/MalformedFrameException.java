// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/** Bytes from the bus that are not what they should be; the message holds the position. */
public final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, with the position. */
  public MalformedFrameException(String message) {
    super(message);
  }
}
