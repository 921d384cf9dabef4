// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A store filled by a clock that runs ahead: how many bytes history takes, and how fast it is read.
 */
@NullMarked
package io.redstart.load.history;

import org.jspecify.annotations.NullMarked;
