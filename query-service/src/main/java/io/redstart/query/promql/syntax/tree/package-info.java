// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The syntax tree: {@link io.redstart.query.promql.syntax.tree.Expr} and what its nodes consist of.
 * No class here reads or writes text.
 */
@NullMarked
package io.redstart.query.promql.syntax.tree;

import org.jspecify.annotations.NullMarked;
