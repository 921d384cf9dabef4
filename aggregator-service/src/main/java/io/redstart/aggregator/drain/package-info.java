// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Hands the stores of an aggregator over to others, so that it can be removed (docs/rules.md, P4).
 * Start at {@link io.redstart.aggregator.drain.Drain}, the side that leaves; {@link
 * io.redstart.aggregator.drain.Keeper} is the side that takes a store over, and {@link
 * io.redstart.aggregator.drain.ClusterDesk} answers {@code redstart cluster}.
 */
@NullMarked
package io.redstart.aggregator.drain;

import org.jspecify.annotations.NullMarked;
