// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Functions that change labels, or order by them. */
@NullMarked
package io.redstart.query.promql.function.label;

import org.jspecify.annotations.NullMarked;
