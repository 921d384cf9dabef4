// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

/** Ends work that needs more memory than its part has left. It has no stack trace. */
public final class MemoryFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean forEver;

  MemoryFullException(MemoryBudget budget, long bytes) {
    super(
        "memory for " + budget.name() + " has no room for " + bytes + " bytes: "
            + budget.usedBytes() + " of " + budget.maxBytes() + " are used",
        null,
        false,
        false);
    this.forEver = bytes > budget.maxBytes();
  }

  /** Returns whether the request exceeds the whole budget, so that it can never succeed. */
  public boolean isForEver() {
    return forEver;
  }
}
