// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Single numbers as Prometheus has them: their text, the staleness marker, exact logarithms and
 * compensated sums. No class here knows of samples or histograms.
 */
@NullMarked
package io.redstart.query.promql.value.number;

import org.jspecify.annotations.NullMarked;
