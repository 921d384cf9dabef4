// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The interface between the engine and its data: the questions to a {@link
 * io.redstart.query.promql.source.SeriesSource}, and the answers.
 */
@NullMarked
package io.redstart.query.promql.source;

import org.jspecify.annotations.NullMarked;
