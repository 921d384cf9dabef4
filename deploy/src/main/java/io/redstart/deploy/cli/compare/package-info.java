// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The command {@code redstart compare}: the same questions to Redstart and a Prometheus. */
@NullMarked
package io.redstart.deploy.cli.compare;

import org.jspecify.annotations.NullMarked;
