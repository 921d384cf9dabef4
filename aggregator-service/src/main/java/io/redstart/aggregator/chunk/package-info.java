// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The bytes of rows that get no more rows: the columns of one label set in one chunk of time. Knows
 * nothing of keys and files. Start with {@link io.redstart.aggregator.chunk.RowColumns}.
 */
@NullMarked
package io.redstart.aggregator.chunk;

import org.jspecify.annotations.NullMarked;
