// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The bytes of rows that get no more rows: the columns of one label set in one chunk of time. Knows
 * nothing of keys and files. Start with {@link io.redstart.aggregator.chunk.RowColumns}.
 *
 * <p>Each kind of question reads its own blob. The rows of windows 3, 7 and 8:
 *
 * <pre>
 *               window 3   window 7   window 8
 *   heads       calls 2    calls 1    calls 1      by row: all that rates need
 *               sum        sum        sum
 *             ┌──────────────────────────────┐
 *   cells     │                     1990: 1  │  │  a group of 32 cells   directory: 1 in this group
 *             ├──────────────────────────────┤  │                          read downwards, and stop
 *             │ 1985: 1                      │  │  the next groups       directory: 1     early
 *             ├──────────────────────────────┤  ▼
 *             │ 1783: 1    1783: 1           │     the lowest group      directory: 2
 *             └──────────────────────────────┘
 *   exemplars   2 traces              1 trace      only rows that have any
 *
 *   total       calls, sum and cells of the label set's lifetime: one blob, not one per chunk
 * </pre>
 *
 * <p>The first byte of each blob is the version of its format. Bytes that were written stay
 * readable: a change of a format is a new version. Counts are written in a common unit, see
 * {@code CountUnit}. Damaged bytes cause a {@link io.redstart.wire.MalformedFrameException}, or
 * read as something else; they never need more memory than a small multiple of their own size.
 */
@NullMarked
package io.redstart.aggregator.chunk;

import org.jspecify.annotations.NullMarked;
