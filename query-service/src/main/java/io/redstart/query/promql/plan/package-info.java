// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * From what a query says to what has to be done: {@link io.redstart.query.promql.plan.Planner}
 * turns the syntax tree into a {@link io.redstart.query.promql.plan.Plan}, in which every selector
 * knows what it reads, parentheses are gone, constants are computed, and each {@code
 * histogram_quantile} that may read fine bins has a second way to go. Plans hold no data and read
 * none.
 */
@NullMarked
package io.redstart.query.promql.plan;

import org.jspecify.annotations.NullMarked;
