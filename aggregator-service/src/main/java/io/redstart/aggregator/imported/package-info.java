// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Turns samples of counters, which start again now and then, into increments of windows. Knows
 * nothing of where the samples come from, nor of the store that they go to. Start with {@link
 * io.redstart.aggregator.imported.SourceCounts}.
 */
@NullMarked
package io.redstart.aggregator.imported;

import org.jspecify.annotations.NullMarked;
