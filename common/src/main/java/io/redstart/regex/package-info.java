// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Regular expressions: {@link io.redstart.regex.Regex} compiles all of them, for label matchers,
 * relabelling, filters and globs. No other package uses RE2/J.
 *
 * <p>No Vert.x and no clock.
 *
 * <p>Parser, limits and engine share the package-private tree of {@code Node}, so they are one
 * package.
 */
@NullMarked
package io.redstart.regex;

import org.jspecify.annotations.NullMarked;
