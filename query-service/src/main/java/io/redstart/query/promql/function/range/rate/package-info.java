// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Functions that compare each sample with the one before it: {@code rate} and its relatives, {@code
 * resets} and {@code changes}. {@code CounterResets} decides what counts as a reset, {@code
 * PairEvents} remembers where the resets of a series are, and {@code Extrapolation} estimates what
 * happened between the samples and the ends of the range. Read these three, then {@link
 * io.redstart.query.promql.function.range.rate.RateKernel}.
 */
@NullMarked
package io.redstart.query.promql.function.range.rate;

import org.jspecify.annotations.NullMarked;
