// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.limit.MemoryBudget;
import java.util.concurrent.atomic.AtomicLong;

/** How much the rooms of all services may remember of what they have admitted. Thread-safe. */
final class AdmittedMemory {
  private final MemoryBudget budget;
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  /**
   * Takes nothing yet.
   *
   * @param budget where it is taken from, with others
   * @param maxBytes how much of it
   */
  AdmittedMemory(MemoryBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /** Takes bytes, or nothing and returns false if there are not that many left. */
  boolean take(int bytes) {
    if (usedBytes.addAndGet(bytes) > maxBytes) {
      usedBytes.addAndGet(-bytes);
      budget.refused();
      return false;
    }
    budget.take(bytes);
    return true;
  }

  void giveBack(int bytes) {
    usedBytes.addAndGet(-bytes);
    budget.giveBack(bytes);
  }
}
