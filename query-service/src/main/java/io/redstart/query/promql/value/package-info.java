// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The values of the PromQL engine: {@link io.redstart.query.promql.value.Series} with numbers or
 * {@link io.redstart.query.promql.value.Histogram}s, and the arithmetic of histograms. They build on
 * nothing but the limits of a query; every other package of the engine builds on them.
 */
@NullMarked
package io.redstart.query.promql.value;

import org.jspecify.annotations.NullMarked;
