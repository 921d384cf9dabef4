// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Time as the aggregator sees it: {@link io.redstart.aggregator.window.WindowClock} stamps commits
 * and seals windows, {@link io.redstart.aggregator.window.WindowBlocks} groups windows for
 * retention. Clocks come in from outside; nothing here knows what is counted.
 */
@NullMarked
package io.redstart.aggregator.window;

import org.jspecify.annotations.NullMarked;
