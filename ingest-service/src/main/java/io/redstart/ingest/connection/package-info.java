// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The sockets of the OTLP ports: their TLS, and how many connections of which size may be open. What
 * all ports of Redstart have in common is in {@link io.redstart.connection}.
 */
@NullMarked
package io.redstart.ingest.connection;

import org.jspecify.annotations.NullMarked;
