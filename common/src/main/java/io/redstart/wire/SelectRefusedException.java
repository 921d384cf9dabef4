// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/** A shard refused a selection; the message is its reason. */
public final class SelectRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Holds the shard's reason. */
  public SelectRefusedException(String message) {
    super(message);
  }
}
