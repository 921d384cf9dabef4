// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;

/** Memory for tests that are not about it. */
public final class TestMemory {
  private static final long HEAP_BYTES = 4L << 30;

  private TestMemory() {}

  /** Returns a plan with plenty of everything. */
  public static MemoryPlan plan() {
    return MemoryPlan.ofAll(HEAP_BYTES);
  }

  /** Returns plenty of memory for batches. */
  public static MemoryBudget batches() {
    return new MemoryBudget(MemoryPart.BATCHES.tag(), 1L << 30);
  }

  /** Returns memory for some bytes of bodies. */
  public static MemoryBudget bodies(long bytes) {
    return new MemoryBudget(MemoryPart.BODIES.tag(), bytes);
  }
}
