// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where series come from: what the engine asks of a {@link
 * io.redstart.query.promql.source.SeriesSource}, and what it gets.
 */
@NullMarked
package io.redstart.query.promql.source;

import org.jspecify.annotations.NullMarked;
