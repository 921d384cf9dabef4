// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.syntax.tree.Matching;

/** The supported modifiers between a binary operator and its right operand. */
record BinaryModifiers(boolean returnBool, Matching matching) {}
