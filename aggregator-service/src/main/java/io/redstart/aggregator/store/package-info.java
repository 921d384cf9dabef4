// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a store promises, {@link io.redstart.aggregator.store.Store} and {@link
 * io.redstart.aggregator.store.StoreShard}, and the one on the heap, {@link
 * io.redstart.aggregator.store.MemoryStore}. Commits are asynchronous and stamped by the store, so
 * that one with a disk and a single committer fits behind the same interfaces; {@code StoreContract}
 * in the tests holds every implementation to them.
 *
 * <p>No bus: who asks, and how it is answered, is the package above.
 */
@NullMarked
package io.redstart.aggregator.store;

import org.jspecify.annotations.NullMarked;
