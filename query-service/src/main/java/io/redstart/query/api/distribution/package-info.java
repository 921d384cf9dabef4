// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Whole distributions of durations for people and tools that know HdrHistogram: JSON with its V2
 * encoding, or the table that its plotter reads. Start at {@link
 * io.redstart.query.api.distribution.DistributionEndpoint}.
 */
@NullMarked
package io.redstart.query.api.distribution;

import org.jspecify.annotations.NullMarked;
