// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Asks Redstart and a Prometheus that hold the same spans the same questions, in turn, and prints
 * how long they take. Start with {@link io.redstart.load.compare.CompareCommand}.
 */
@NullMarked
package io.redstart.load.compare;

import org.jspecify.annotations.NullMarked;
