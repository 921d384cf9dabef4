// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Functions of numbers, as Go computes them. */
@NullMarked
package io.redstart.query.promql.function.math;

import org.jspecify.annotations.NullMarked;
