// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where the parts become a system: the command line, the settings of all services in one record,
 * and what each command starts. Start at {@link io.redstart.deploy.Redstart}; services are put
 * together in a {@code Program}, and {@code Launch} takes one from its start to SIGTERM.
 */
@NullMarked
package io.redstart.deploy;

import org.jspecify.annotations.NullMarked;
