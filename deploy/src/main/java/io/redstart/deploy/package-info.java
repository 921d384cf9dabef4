// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Assembles the services into a system: the command line, the settings of all services in one
 * record, and the programs that the commands start. Start at {@link io.redstart.deploy.Redstart}; a
 * {@code Program} combines services, and {@code Launch} runs it from its start to SIGTERM.
 */
@NullMarked
package io.redstart.deploy;

import org.jspecify.annotations.NullMarked;
