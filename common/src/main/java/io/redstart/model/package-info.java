// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The domain types that several services share: {@link io.redstart.model.Labels}, label matchers,
 * and the counts of a label set in a window ({@link io.redstart.model.Increment} over the cells of
 * a {@link io.redstart.model.CellLayout}).
 *
 * <p>Values only: no Vert.x, no clock, no wire formats. Start at {@link
 * io.redstart.model.CellLayout}, which explains the histogram that everything else is built on.
 */
@NullMarked
package io.redstart.model;

import org.jspecify.annotations.NullMarked;
