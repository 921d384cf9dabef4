// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads the newest totals of all label sets, for exports and pushes, one range of slots after
 * another. Start at {@link io.redstart.query.source.latest.LatestSamples}.
 */
@NullMarked
package io.redstart.query.source.latest;

import org.jspecify.annotations.NullMarked;
