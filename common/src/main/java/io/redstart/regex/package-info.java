// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Regular expressions, for label matchers, relabelling, filters and globs. {@link
 * io.redstart.regex.Regex} compiles all of them; no other package uses RE2/J. No Vert.x and no clock.
 *
 * <ol>
 *   <li>{@code RegexParser} reads a text into a tree of {@code Node}s, within the limits.
 *   <li>{@code FastMatcher} matches what is only texts and wildcards ({@code Wildcards}), without
 *       RE2/J: a {@code WordTable} for texts, a {@code Glob} for wildcards.
 *   <li>{@code Engine} matches everything else with RE2/J, which gets the tree as {@code EngineText}.
 * </ol>
 *
 * <p>All three need the package-private tree of {@code Node}, so they are one package.
 */
@NullMarked
package io.redstart.regex;

import org.jspecify.annotations.NullMarked;
