// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The limits of sockets and connections, the same on every port. Start at {@link
 * io.redstart.connection.GuardedServer}; its Vert.x must be built {@linkplain
 * io.redstart.connection.GuardedTransport#on on a guarded transport}.
 *
 * <pre>
 *   accepted ──▶ SocketGuard ──▶ ConnectionGuard ──▶ Expectation ──▶ a service's handler
 *                too many?        no request in time,   what to do with
 *                no HTTP in time? idle, too old?        a withheld body
 * </pre>
 *
 * <p>What is closed from here is counted by {@link io.redstart.connection.ConnectionMeters} and logged
 * by {@link io.redstart.connection.RefusalLog}, which services also use for the requests they refuse.
 * Nothing here knows what a request is about.
 */
@NullMarked
package io.redstart.connection;

import org.jspecify.annotations.NullMarked;
