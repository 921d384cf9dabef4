// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;

/**
 * The memory that one event loop may use for folding.
 *
 * @param tables the budget for the tables of all event loops
 * @param tablesMaxBytes how much of {@code tables} this event loop may use
 * @param batches the budget of all event loops for folded observations that no store has counted
 *     yet
 */
public record FoldMemory(MemoryBudget tables, long tablesMaxBytes, MemoryBudget batches) {
  /**
   * The part of an event loop's tables that holds resources' label sets; spans' label sets use the
   * rest.
   */
  private static final double RESOURCES_SHARE = 0.3;

  /**
   * The part of the budget for tables that {@code ServiceLimits} may use. A process has one
   * instance.
   */
  private static final double LIMITS_SHARE = 0.15;

  /** Returns the memory that each of several event loops may use for folding. */
  public static FoldMemory of(MemoryPlan plan, int eventLoops) {
    MemoryBudget tables = plan.budget(MemoryPart.TABLES);
    return new FoldMemory(
        tables,
        (tables.maxBytes() - limitsMaxBytes(plan)) / eventLoops,
        plan.budget(MemoryPart.BATCHES));
  }

  /** Returns how many bytes {@code ServiceLimits} may use in this process. */
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
