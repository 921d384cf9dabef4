// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.redstart.config.Endpoint;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Creates HTTP servers whose sockets and connections have limits. */
public final class GuardedServer {
  /** Vert.x lets servers with the same negative port share one free port. */
  private static final AtomicInteger freePortGroups = new AtomicInteger(-1_000_000);

  /** The interval at which the log is checked for lines held back for a minute. */
  private static final long LOG_MILLIS = 5_000;

  private GuardedServer() {}

  /**
   * Returns the port for a server's options: the endpoint's own, or a negative one if that is 0. So
   * only servers with the same options share a free port.
   */
  public static int portOf(Endpoint endpoint) {
    return endpoint.port() == 0 ? freePortGroups.getAndDecrement() : endpoint.port();
  }

  /**
   * Creates a server that is not listening yet. Call it on the context that will call {@link
   * HttpServer#listen()}.
   *
   * @param options contain the host, and the port from {@link #portOf}
   * @param meters counts the connections of the port on all event loops
   * @param handler handles requests and calls {@link Expectation#sendContinue} before it reads a
   *     body
   * @throws IllegalStateException if the Vert.x instance was not built on a {@link
   *     GuardedTransport}
   */
  public static HttpServer create(
      Vertx vertx,
      HttpServerOptions options,
      ConnectionLimits limits,
      ConnectionMeters meters,
      LongSupplier monotonicMillis,
      Handler<HttpServerRequest> handler) {
    GuardedTransport.guard(
        vertx, options.getHost(), options.getPort(), new SocketGuard(limits, meters));
    HttpServer server = vertx.createHttpServer(options);
    ConnectionGuard guard = new ConnectionGuard(vertx, limits, meters, monotonicMillis);
    guard.watch(server, Expectation.before(handler));
    RepeatingTask.every(vertx, LOG_MILLIS, "logging refused connections", meters::logRefusals);
    return server;
  }
}
