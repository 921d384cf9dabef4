// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Finds which stores a query reads, through which window, and which warnings its answer carries.
 * Runs on the event loop; start at {@link io.redstart.query.source.horizon.HorizonFinder}.
 */
@NullMarked
package io.redstart.query.source.horizon;

import org.jspecify.annotations.NullMarked;
