// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads aggregations that the shards compute themselves, and shares the results between queries.
 * {@link io.redstart.query.source.fold.RedFolds} decides which aggregations these are, {@link
 * io.redstart.query.source.fold.FoldReader} reads those of one query.
 */
@NullMarked
package io.redstart.query.source.fold;

import org.jspecify.annotations.NullMarked;
