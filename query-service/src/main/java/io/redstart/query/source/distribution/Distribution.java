// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.distribution;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;

/**
 * The durations that selected label sets counted in a range of time, together.
 *
 * @param layout the cells
 * @param counts by cell, in units of {@link io.redstart.model.Weight}, and the sum of the durations
 * @param fromMillis the exclusive start of the range: the end of a window
 * @param throughMillis the end of the last window
 */
public record Distribution(
    CellLayout layout, Increment counts, long fromMillis, long throughMillis) {}
