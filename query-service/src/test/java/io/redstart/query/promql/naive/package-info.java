// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * PromQL evaluated one step after the other, straight from the rules and without any concern for
 * speed, to compare the engine with. Only the parser and the values are shared with the engine: the
 * arithmetic of histograms has tests of its own. {@code NaiveEngine} is where to start.
 */
@NullMarked
package io.redstart.query.promql.naive;

import org.jspecify.annotations.NullMarked;
