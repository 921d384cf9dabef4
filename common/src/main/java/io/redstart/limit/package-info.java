// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The limits that parts of a process share: {@link io.redstart.limit.Cancellation} ends work that
 * nobody waits for any more, {@link io.redstart.limit.MemoryBudget} bounds what a part may hold; {@link
 * io.redstart.memory.MemoryPlan} sizes the budgets. No Vert.x and no clock: whoever owns a
 * deadline sets a timer that cancels.
 */
@NullMarked
package io.redstart.limit;

import org.jspecify.annotations.NullMarked;
