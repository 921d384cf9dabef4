// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Running a plan. Each node becomes an {@link io.redstart.query.promql.exec.Operator} that names
 * its series once, when it is made, and then fills a vector for one step after the other: what
 * belongs to what is found out in the beginning, with maps, and the loops over steps and series
 * only index. Fine histograms go the same way with {@link
 * io.redstart.query.promql.exec.FineOperator}s, whose values are histograms. The door is {@link
 * io.redstart.query.promql.exec.Execution}.
 */
@NullMarked
package io.redstart.query.promql.exec;

import org.jspecify.annotations.NullMarked;
