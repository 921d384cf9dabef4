// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Turns the parts of folded aggregations that shards send into vectors: numbers and histograms by
 * group and step. Start at {@link io.redstart.query.fold.FoldMerge}. Knows nothing of the bus.
 */
@NullMarked
package io.redstart.query.fold;

import org.jspecify.annotations.NullMarked;
