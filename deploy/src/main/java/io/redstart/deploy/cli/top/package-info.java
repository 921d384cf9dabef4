// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The command {@code redstart top}: the worst operations, live. */
@NullMarked
package io.redstart.deploy.cli.top;

import org.jspecify.annotations.NullMarked;
