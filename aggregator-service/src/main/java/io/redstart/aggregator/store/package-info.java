// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Defines the contract of a store, {@link io.redstart.aggregator.store.Store} and {@link
 * io.redstart.aggregator.store.StoreShard}, and implements it on the heap, {@link
 * io.redstart.aggregator.store.MemoryStore}. Commits are asynchronous and stamped by the store, so
 * that a store with a disk and a single committer fits behind the same interfaces; {@code
 * StoreContract} in the tests checks every implementation.
 *
 * <p>No event bus: the package above handles requests and replies.
 */
@NullMarked
package io.redstart.aggregator.store;

import org.jspecify.annotations.NullMarked;
