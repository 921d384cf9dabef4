// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Rows that are in chunks on disk: writing them, rolling them up, dropping them, and reading them.
 * Decides nothing about when; the store does.
 *
 * <ol>
 *   <li>{@code SealedKeys} describes the keys, and {@link
 *       io.redstart.aggregator.sealed.SealedState} how far the chunks reach.
 *   <li>{@link io.redstart.aggregator.sealed.SealedRows} writes and drops chunks. {@code Roller}
 *       makes coarser ones, and {@code UnfinishedChunks} repairs totals after a crash.
 *   <li>{@link io.redstart.aggregator.sealed.SealedView} is what a query sees. {@code ChunkRange}
 *       reads rows, {@code ChunkHeads} only calls and sums, {@code CellsBefore} the cells before.
 *   <li>The commands of an operator come last: {@code SealedCheck}, {@code SealedCompaction}, {@code
 *       SealedDeletion} and {@code SealedImport}.
 * </ol>
 *
 * <p>It is one package, although a large one, because all of it shares the keys and the layout of
 * their values, which nobody else should know.
 */
@NullMarked
package io.redstart.aggregator.sealed;

import org.jspecify.annotations.NullMarked;
