// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Operators that aggregate by group. */
@NullMarked
package io.redstart.query.promql.exec.aggregate;

import org.jspecify.annotations.NullMarked;
