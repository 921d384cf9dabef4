// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads how the durations of selected label sets are distributed over a range of time. Start at
 * {@link io.redstart.query.source.distribution.DistributionReader}.
 */
@NullMarked
package io.redstart.query.source.distribution;

import org.jspecify.annotations.NullMarked;
