// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Divides the heap of a process: {@link io.redstart.memory.MemoryPlan} gives each {@link
 * io.redstart.memory.MemoryPart} a budget, sized by the settings so that all of them fit. The usage
 * of each part is counted with {@link io.redstart.limit.MemoryBudget}.
 */
@NullMarked
package io.redstart.memory;

import org.jspecify.annotations.NullMarked;
