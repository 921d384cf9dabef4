// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** What is shown on a terminal: tables, charts, and a screen that refreshes. */
@NullMarked
package io.redstart.deploy.cli.terminal;

import org.jspecify.annotations.NullMarked;
