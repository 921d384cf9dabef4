// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reduces the numbers of each group to one, for many groups at once. The operators of {@code
 * exec.aggregate} decide which number belongs to which group; an accumulator only computes. Start
 * with {@link io.redstart.query.promql.exec.aggregate.accumulator.Accumulator}, then read {@code
 * Count}, the simplest one, and {@code KahanMean}, the most difficult.
 */
@NullMarked
package io.redstart.query.promql.exec.aggregate.accumulator;

import org.jspecify.annotations.NullMarked;
