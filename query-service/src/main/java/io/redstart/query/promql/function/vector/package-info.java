// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Functions of a vector as a whole: sorting, absence, conversions to and from scalars. */
@NullMarked
package io.redstart.query.promql.function.vector;

import org.jspecify.annotations.NullMarked;
