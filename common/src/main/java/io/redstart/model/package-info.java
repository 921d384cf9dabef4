// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The words of the domain that more than one service uses: {@link io.redstart.model.Labels}, label
 * matchers, and what a window counts for a label set ({@link io.redstart.model.Increment} over the
 * cells of a {@link io.redstart.model.CellLayout}).
 *
 * <p>Values only: no Vert.x, no clock, no bytes of a wire format. Start at {@link
 * io.redstart.model.CellLayout}, which explains the histogram that everything else carries around.
 */
@NullMarked
package io.redstart.model;

import org.jspecify.annotations.NullMarked;
