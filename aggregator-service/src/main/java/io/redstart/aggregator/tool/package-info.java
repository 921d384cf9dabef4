// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What people do with a store from the command line: look at it, check it, compact it, back it up,
 * restore it, and delete label sets from it. Knows no command line and starts no service. Every
 * failure that a person can do something about is a {@link
 * io.redstart.aggregator.store.StoreException}.
 */
@NullMarked
package io.redstart.aggregator.tool;

import org.jspecify.annotations.NullMarked;
