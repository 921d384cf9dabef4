// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The text of a query, positions in it, and how durations, strings and labels are spelled. {@link
 * io.redstart.query.promql.syntax.text.QueryText} makes the errors that carry a position.
 */
@NullMarked
package io.redstart.query.promql.syntax.text;

import org.jspecify.annotations.NullMarked;
