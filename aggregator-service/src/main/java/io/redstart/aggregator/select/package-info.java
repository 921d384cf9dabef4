// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reading: a {@link io.redstart.wire.SelectRequest} and a view of the series table in, a page of rows
 * out. Start at {@link io.redstart.aggregator.select.RowSelection}; {@link
 * io.redstart.aggregator.select.LabelSetFinder} finds what matches.
 *
 * <p>All of it runs on workers, beside the event loop that counts. No bus and no clock: the caller
 * knows what is sealed, and cancels.
 */
@NullMarked
package io.redstart.aggregator.select;

import org.jspecify.annotations.NullMarked;
