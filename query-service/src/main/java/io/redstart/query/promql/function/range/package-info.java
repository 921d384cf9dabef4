// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The kernels of functions of range vectors. A kernel computes one step of one series from its
 * window; some remember by series what they found at earlier steps, because windows only move
 * forward. Start at {@code Rate} for counters and at {@code NumbersOverTime} for the rest.
 */
@NullMarked
package io.redstart.query.promql.function.range;

import org.jspecify.annotations.NullMarked;
