// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Runs plans. Each node becomes an {@link io.redstart.query.promql.exec.Operator} that names its
 * series once, when it is made, and then fills a vector for one step after the other. Maps match
 * series and groups once at the beginning; the loops over steps and series only use indices. Fine
 * histograms work the same way with {@link io.redstart.query.promql.exec.FineOperator}s, whose
 * values are histograms. Start at {@link io.redstart.query.promql.exec.Execution}.
 */
@NullMarked
package io.redstart.query.promql.exec;

import org.jspecify.annotations.NullMarked;
