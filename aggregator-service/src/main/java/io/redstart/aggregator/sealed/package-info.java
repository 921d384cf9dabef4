// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Rows that are in chunks: writing them, rolling them up, dropping them, and reading them. Start
 * with {@link io.redstart.aggregator.sealed.SealedRows}. Decides nothing about when; the store does.
 */
@NullMarked
package io.redstart.aggregator.sealed;

import org.jspecify.annotations.NullMarked;
