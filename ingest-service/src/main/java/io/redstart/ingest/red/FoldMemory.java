// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;

/**
 * The memory limits for the folding of one event loop.
 *
 * @param tables the budget for the tables of all event loops
 * @param tablesMaxBytes the share of this event loop in it
 * @param batches the budget for folded observations that are not in the store yet, of all event
 *     loops
 */
public record FoldMemory(MemoryBudget tables, long tablesMaxBytes, MemoryBudget batches) {
  /** The share of resources' label sets, which are kept apart from those of spans. */
  private static final double RESOURCES_SHARE = 0.3;

  /** The share of the services' limits, which are kept once for all event loops. */
  private static final double LIMITS_SHARE = 0.15;

  /** Returns the memory limits for the folding of one of several event loops. */
  public static FoldMemory of(MemoryPlan plan, int eventLoops) {
    MemoryBudget tables = plan.budget(MemoryPart.TABLES);
    return new FoldMemory(
        tables,
        (tables.maxBytes() - limitsMaxBytes(plan)) / eventLoops,
        plan.budget(MemoryPart.BATCHES));
  }

  /** Returns the maximum size of the services' limits, which exist once in a process. */
  public static long limitsMaxBytes(MemoryPlan plan) {
    return (long) (plan.budget(MemoryPart.TABLES).maxBytes() * LIMITS_SHARE);
  }

  /** Returns the room for the tables of resources' label sets. */
  TableRoom resources() {
    return new TableRoom(tables, (long) (tablesMaxBytes * RESOURCES_SHARE));
  }

  /** Returns the room for all other tables. */
  TableRoom spans() {
    return new TableRoom(tables, (long) (tablesMaxBytes * (1 - RESOURCES_SHARE)));
  }
}
