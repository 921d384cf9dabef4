// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What must hold whatever happens to the services: the books agree with the counts ({@code Ledger}),
 * what was shown stays ({@code Shown}), and rates have no spikes ({@code RateWatch}). Broken promises
 * go into the {@code Report}. Knows nothing about what happens to the services.
 *
 * <p>Start at {@link io.redstart.load.crash.check.Ledger}.
 */
@NullMarked
package io.redstart.load.crash.check;

import org.jspecify.annotations.NullMarked;
