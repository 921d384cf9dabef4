// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The command {@code redstart import}: reads counters from a Prometheus and passes them to the store.
 * Start with {@link io.redstart.deploy.importing.ImportCommand}.
 */
@NullMarked
package io.redstart.deploy.importing;

import org.jspecify.annotations.NullMarked;
