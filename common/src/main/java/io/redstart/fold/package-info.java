// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Turns rows into what range functions need, without samples (docs/rules.md, R6 and R9). A plain
 * library, used by aggregators for their own rows and by the query service for rows of label sets
 * that several stores hold.
 *
 * <pre>
 *   FoldGrid        cuts time at the first and last sample of every step
 *   LabelSetFolder  adds the rows of one label set after another to a part:
 *                     NumberSums, or CellFolder with CellSums: integers, by segment between two cuts
 *                     CapFinder, Corrections: what the extrapolation must not add
 *   Extrapolation   the factor of a step, the same for all label sets of a part
 * </pre>
 *
 * <p>Integers are added in any order with the same result. Start at {@link
 * io.redstart.fold.LabelSetFolder}.
 */
@NullMarked
package io.redstart.fold;

import org.jspecify.annotations.NullMarked;
