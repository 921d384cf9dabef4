// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/** What stands between a binary operator and its right operand, as far as it is answered. */
record BinaryModifiers(boolean returnBool, Matching matching) {}
