// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The commands that ask running servers. Start with {@link io.redstart.deploy.cli.ClientService}. */
@NullMarked
package io.redstart.deploy.cli;

import org.jspecify.annotations.NullMarked;
