// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** The command {@code redstart query EXPR}. */
@NullMarked
package io.redstart.deploy.cli.query;

import org.jspecify.annotations.NullMarked;
