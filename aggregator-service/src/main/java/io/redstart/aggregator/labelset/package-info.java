// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a shard keeps in memory of each label set. Start at {@link
 * io.redstart.aggregator.labelset.LabelSetTable}, then {@link
 * io.redstart.aggregator.labelset.LabelSetRecord}, which shows what is kept of one.
 *
 * <p>Plain data structures for one thread: no Vert.x, no clock, no channels.
 */
@NullMarked
package io.redstart.aggregator.labelset;

import org.jspecify.annotations.NullMarked;
