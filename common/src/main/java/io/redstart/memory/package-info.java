// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How the heap of a process is divided: {@link io.redstart.memory.MemoryPlan} gives each {@link
 * io.redstart.memory.MemoryPart} a budget, by the settings, so that all of them fit. Who holds what is
 * counted with {@link io.redstart.limit.MemoryBudget}.
 */
@NullMarked
package io.redstart.memory;

import org.jspecify.annotations.NullMarked;
