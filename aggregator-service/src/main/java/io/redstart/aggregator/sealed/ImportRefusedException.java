// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

/** Rows from another system cannot be added to a store; the message says why and what to do. */
public final class ImportRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportRefusedException(String message) {
    super(message);
  }
}
