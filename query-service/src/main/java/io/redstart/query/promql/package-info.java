// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The PromQL engine: a library without Vert.x, HTTP or a clock. Start at {@link
 * io.redstart.query.promql.PromqlEngine}. It reads series through {@link
 * io.redstart.query.promql.source.SeriesSource}, which other packages implement.
 *
 * <p>A query goes through {@code syntax} (text to tree), {@code plan} (what to read, and how) and
 * {@code exec} (operators over step vectors); {@code function} holds the arithmetic.
 */
@NullMarked
package io.redstart.query.promql;

import org.jspecify.annotations.NullMarked;
