// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.limit.MemoryBudget;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that some tables of an event loop share. When it is gone all of them start anew, because
 * what one remembers may be held by another too, and is counted once. Belongs to the event loop.
 */
final class TableRoom {
  private final MemoryBudget budget;
  private final long maxBytes;
  private final List<LabelSetCache<?>> tables = new ArrayList<>();
  private long usedBytes;

  /**
   * Makes room.
   *
   * @param budget where it is taken from, with others
   * @param maxBytes how much it is
   */
  TableRoom(MemoryBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  void add(LabelSetCache<?> table) {
    tables.add(table);
  }

  /** Returns whether there is no room for so many bytes more. */
  boolean isFull(long moreBytes) {
    return usedBytes + moreBytes > maxBytes;
  }

  /** Takes bytes, or gives them back if they are negative. */
  void take(long bytes) {
    usedBytes += bytes;
    budget.take(bytes);
  }

  /** Lets all tables start anew. */
  void startAnew() {
    budget.refused();
    tables.forEach(LabelSetCache::startAnew);
  }
}
