// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Functions of the samples of a series in a range, as kernels: each computes one sample from one
 * window. Start with {@code NumberKernel}, the frame of those that read only numbers, and {@link
 * io.redstart.query.promql.function.range.VarianceKernels}. Functions that compare neighbours, such
 * as {@code rate}, are in {@code range.rate}.
 */
@NullMarked
package io.redstart.query.promql.function.range;

import org.jspecify.annotations.NullMarked;
