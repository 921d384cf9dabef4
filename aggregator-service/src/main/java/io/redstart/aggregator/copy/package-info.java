// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Copies a store that is in use from one aggregator to another over the event bus: file by file, in
 * ranges, one in flight. Start at {@link io.redstart.aggregator.copy.StoreCopy}, the side that pulls;
 * {@link io.redstart.aggregator.copy.CopySource} answers it.
 */
@NullMarked
package io.redstart.aggregator.copy;

import org.jspecify.annotations.NullMarked;
