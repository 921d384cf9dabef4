// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Plans: what a query computes, as a tree of nodes that can be walked and rewritten.
 */
@NullMarked
package io.redstart.query.promql.plan;

import org.jspecify.annotations.NullMarked;
