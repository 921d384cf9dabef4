// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How many connections to the OTLP ports fit into memory. The package {@link
 * io.redstart.connection} has the parts common to all ports of Redstart.
 */
@NullMarked
package io.redstart.ingest.connection;

import org.jspecify.annotations.NullMarked;
