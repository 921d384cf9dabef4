// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The sockets of the OTLP ports: their TLS, and how many connections fit into memory. The package
 * {@link io.redstart.connection} has the parts common to all ports of Redstart.
 */
@NullMarked
package io.redstart.ingest.connection;

import org.jspecify.annotations.NullMarked;
