// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The threads and the memory that queries share. Start at {@link
 * io.redstart.query.api.pool.QueryPool}.
 */
@NullMarked
package io.redstart.query.api.pool;

import org.jspecify.annotations.NullMarked;
