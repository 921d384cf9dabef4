// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;

/**
 * The memory that the folding of one event loop may take.
 *
 * @param tables what all event loops remember
 * @param tablesMaxBytes how much of it this one may
 * @param batches what is folded and not in the store yet, of all event loops
 */
public record FoldMemory(MemoryBudget tables, long tablesMaxBytes, MemoryBudget batches) {
  /** The label sets of resources are others than those of spans, and have this share. */
  private static final double RESOURCES_SHARE = 0.3;

  /** What services may have is remembered once for all event loops, and has this share. */
  private static final double LIMITS_SHARE = 0.15;

  /** Returns what the folding of one of several event loops may take. */
  public static FoldMemory of(MemoryPlan plan, int eventLoops) {
    MemoryBudget tables = plan.budget(MemoryPart.TABLES);
    return new FoldMemory(
        tables,
        (tables.maxBytes() - limitsMaxBytes(plan)) / eventLoops,
        plan.budget(MemoryPart.BATCHES));
  }

  /** Returns how much the limits of services may take, once in a process. */
  public static long limitsMaxBytes(MemoryPlan plan) {
    return (long) (plan.budget(MemoryPart.TABLES).maxBytes() * LIMITS_SHARE);
  }

  /** Returns the room of the tables that label sets of resources are in. */
  TableRoom resources() {
    return new TableRoom(tables, (long) (tablesMaxBytes * RESOURCES_SHARE));
  }

  /** Returns the room of all other tables. */
  TableRoom spans() {
    return new TableRoom(tables, (long) (tablesMaxBytes * (1 - RESOURCES_SHARE)));
  }
}
