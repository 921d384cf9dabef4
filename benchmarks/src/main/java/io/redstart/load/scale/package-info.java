// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Measures what a span costs in clusters of different sizes. */
@NullMarked
package io.redstart.load.scale;

import org.jspecify.annotations.NullMarked;
