// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Sorted bytes in families: what the store keeps of windows that are over, on disk or on the heap.
 * Knows nothing of label sets and rows. Start with {@link
 * io.redstart.aggregator.keyvalue.KeyValues}.
 */
@NullMarked
package io.redstart.aggregator.keyvalue;

import org.jspecify.annotations.NullMarked;
