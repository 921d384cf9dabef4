// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The limits of one query: time, samples and memory; and the error of a query that exceeds them.
 */
@NullMarked
package io.redstart.query.promql.limit;

import org.jspecify.annotations.NullMarked;
