// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.limit.MemoryBudget;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the memory for the admitted label sets of all services. Thread-safe. */
final class AdmittedMemory {
  private final MemoryBudget budget;
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  /**
   * Makes an instance that is not used yet.
   *
   * @param budget the budget that the memory is part of, shared with others
   * @param maxBytes the limit of this memory
   */
  AdmittedMemory(MemoryBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /** Reserves bytes. Returns false, and reserves nothing, if that would exceed the limit. */
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
