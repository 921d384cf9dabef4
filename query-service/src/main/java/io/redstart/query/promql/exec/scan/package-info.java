// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Operators that read series: selectors and subqueries. */
@NullMarked
package io.redstart.query.promql.exec.scan;

import org.jspecify.annotations.NullMarked;
