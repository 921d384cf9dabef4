// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The values of the PromQL engine: {@link io.redstart.query.promql.value.Series} with numbers or
 * histograms, and the vectors that operators pass on. They depend only on the limits of a query;
 * every other package of the engine builds on them.
 *
 * <pre>
 *   series and vectors        quantile     estimates from buckets
 *          └────────┬────────────┘
 *               histogram     histograms and their arithmetic
 *                   │
 *                number       their text, the staleness marker, sums
 * </pre>
 */
@NullMarked
package io.redstart.query.promql.value;

import org.jspecify.annotations.NullMarked;
