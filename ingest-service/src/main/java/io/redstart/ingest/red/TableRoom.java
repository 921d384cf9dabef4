// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.limit.MemoryBudget;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that some tables of an event loop share. When it is used up, all of them are emptied
 * together: several tables can hold the same object, and its size is counted only once. Belongs to
 * the event loop.
 */
final class TableRoom {
  private final MemoryBudget budget;
  private final long maxBytes;
  private final List<LabelSetCache<?>> tables = new ArrayList<>();
  private long usedBytes;

  /**
   * Creates a room that no table uses yet.
   *
   * @param budget the budget of several rooms, which the bytes of this room also count towards
   * @param maxBytes the limit of this room
   */
  TableRoom(MemoryBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  void add(LabelSetCache<?> table) {
    tables.add(table);
  }

  /** Returns whether {@code moreBytes} would exceed the limit. */
  boolean isFull(long moreBytes) {
    return usedBytes + moreBytes > maxBytes;
  }

  /** Reserves bytes, or releases them if the number is negative. */
  void take(long bytes) {
    usedBytes += bytes;
    budget.take(bytes);
  }

  /** Empties all tables. */
  void startAnew() {
    budget.refused();
    tables.forEach(LabelSetCache::startAnew);
  }
}
