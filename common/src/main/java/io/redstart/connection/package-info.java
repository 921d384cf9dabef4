// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The limits of sockets and connections, the same on every port. Start at {@link
 * io.redstart.connection.GuardedServer}; its Vert.x must be built {@linkplain
 * io.redstart.connection.GuardedTransport#on on a guarded transport}.
 *
 * <pre>
 *   accepted ──▶ SocketGuard ──▶ ConnectionGuard ──▶ Expectation ──▶ a service's handler
 *                too many?        no request in time,   body withheld
 *                no HTTP in time? idle, too old?        by the client?
 * </pre>
 *
 * <p>{@link io.redstart.connection.ConnectionMeters} counts the closed connections and {@link
 * io.redstart.connection.RefusalLog} logs them; services use it also for refused requests. Nothing
 * here depends on the content of a request.
 */
@NullMarked
package io.redstart.connection;

import org.jspecify.annotations.NullMarked;
