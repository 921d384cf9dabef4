// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps the aggregator's time: {@link io.redstart.aggregator.window.WindowClock} stamps commits and
 * seals windows, {@link io.redstart.aggregator.window.WindowBlocks} groups windows for retention.
 * Callers supply the clocks; nothing here depends on the counts.
 */
@NullMarked
package io.redstart.aggregator.window;

import org.jspecify.annotations.NullMarked;
