// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Planning: {@link io.redstart.query.promql.plan.Planner} turns the syntax tree into a {@link
 * io.redstart.query.promql.plan.Plan}. There every selector has its selection, parentheses are
 * gone, constants are computed, and each {@code histogram_quantile} that may read fine bins has a
 * second plan. Plans hold no data and read none.
 */
@NullMarked
package io.redstart.query.promql.plan;

import org.jspecify.annotations.NullMarked;
