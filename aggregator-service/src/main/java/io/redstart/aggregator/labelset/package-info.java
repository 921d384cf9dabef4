// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps the label sets of a shard and their rows in memory. Start at {@link
 * io.redstart.aggregator.labelset.LabelSetTable}, then {@link
 * io.redstart.aggregator.labelset.LabelSetRecord}, which keeps one label set.
 *
 * <p>Plain data structures for one thread: no Vert.x, no clock, no channels.
 */
@NullMarked
package io.redstart.aggregator.labelset;

import org.jspecify.annotations.NullMarked;
