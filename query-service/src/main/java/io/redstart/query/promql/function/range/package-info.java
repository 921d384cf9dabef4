// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Functions of the samples of a series in a range, as kernels: each computes one sample from one
 * window. A kernel that can reuse what it found at the step before keeps it by the number of the
 * series. Start at {@link io.redstart.query.promql.function.range.RateKernel}.
 */
@NullMarked
package io.redstart.query.promql.function.range;

import org.jspecify.annotations.NullMarked;
