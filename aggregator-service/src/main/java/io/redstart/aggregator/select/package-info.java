// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads rows: turns a {@link io.redstart.wire.SelectRequest} and a view of the label set table into
 * a page of rows. Start at {@link io.redstart.aggregator.select.RowSelection}; {@link
 * io.redstart.aggregator.select.LabelSetFinder} finds the matching label sets.
 *
 * <p>Runs on workers, beside the counting event loop. No event bus and no clock: the caller knows
 * which windows are sealed, and cancels.
 */
@NullMarked
package io.redstart.aggregator.select;

import org.jspecify.annotations.NullMarked;
