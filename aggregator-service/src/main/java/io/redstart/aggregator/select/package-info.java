// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reading: a {@link io.redstart.wire.SelectRequest} and a series table in, a page of rows out. Start
 * at {@link io.redstart.aggregator.select.Selection}.
 *
 * <p>No bus and no clock; what is sealed is told by the caller.
 */
@NullMarked
package io.redstart.aggregator.select;

import org.jspecify.annotations.NullMarked;
