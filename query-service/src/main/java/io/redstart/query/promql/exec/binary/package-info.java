// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Operators between two operands, and signs. */
@NullMarked
package io.redstart.query.promql.exec.binary;

import org.jspecify.annotations.NullMarked;
