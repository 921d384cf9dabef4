// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Functions of clocks, dates and time stamps. */
@NullMarked
package io.redstart.query.promql.function.time;

import org.jspecify.annotations.NullMarked;
