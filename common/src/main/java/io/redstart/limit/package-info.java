// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The limits that parts of a process share: {@link io.redstart.limit.Cancellation} ends work whose
 * result is no longer wanted, {@link io.redstart.limit.MemoryBudget} limits what a part may hold;
 * {@link io.redstart.memory.MemoryPlan} sizes the budgets. No Vert.x and no clock: the owner of a
 * deadline sets the timer that cancels.
 */
@NullMarked
package io.redstart.limit;

import org.jspecify.annotations.NullMarked;
