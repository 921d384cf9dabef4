// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Operators that aggregate by group. A group is a number, found once for each series ({@link
 * io.redstart.query.promql.exec.aggregate.Groups}); the package {@code accumulator} keeps the state of
 * each group in arrays. Start at {@link io.redstart.query.promql.exec.aggregate.AggregationOperator}.
 */
@NullMarked
package io.redstart.query.promql.exec.aggregate;

import org.jspecify.annotations.NullMarked;
