// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Programs that are measured: a {@link io.redstart.load.server.Server} starts and stops one, and
 * {@link io.redstart.load.server.ProcessUse} reads its CPU time and memory.
 */
@NullMarked
package io.redstart.load.server;

import org.jspecify.annotations.NullMarked;
