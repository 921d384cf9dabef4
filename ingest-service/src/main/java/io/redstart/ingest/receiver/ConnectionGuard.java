// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.receiver.ConnectionMeters.Reason;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds the connections that an event loop has of a port to their limits. It looks at them about ten
 * times in the shortest of the times, and closes those that are due, HTTP/2 with GOAWAY; requests
 * under way are answered before. {@link SocketGuard} watches what is no connection yet.
 *
 * <p>A connection is idle while no new request begins, since the longest time of a request is shorter
 * than the shortest idle time. So one that trickles its next headers is idle too.
 */
public final class ConnectionGuard {
  private static final long SWEEP_MAX_MILLIS = 1_000;

  /** Only HTTP/2 has windows; this is how Vert.x says so. */
  private static final int WINDOW_OF_HTTP1 = -1;

  /** What is known of a connection. */
  private static final class Watched {
    final long ageMaxMillis;
    final long openedMillis;
    long lastRequestMillis;
    boolean hasAsked;

    Watched(long ageMaxMillis, long nowMillis) {
      this.ageMaxMillis = ageMaxMillis;
      this.openedMillis = nowMillis;
      this.lastRequestMillis = nowMillis;
    }
  }

  private final IdentityHashMap<HttpConnection, Watched> connections = new IdentityHashMap<>();
  private final SplittableRandom random = new SplittableRandom();
  private final Vertx vertx;
  private final ConnectionLimits limits;
  private final ConnectionMeters meters;
  private final LongSupplier monotonicMillis;

  /**
   * Makes a guard.
   *
   * @param meters count the connections of the port on all event loops
   */
  public ConnectionGuard(
      Vertx vertx, ConnectionLimits limits, ConnectionMeters meters, LongSupplier monotonicMillis) {
    this.vertx = vertx;
    this.limits = limits;
    this.meters = meters;
    this.monotonicMillis = monotonicMillis;
  }

  /** Watches a server that does not listen yet, whose requests go to the handler. */
  public void watch(HttpServer server, Handler<HttpServerRequest> handler) {
    server.connectionHandler(this::opened);
    server.requestHandler(request -> {
      Watched watched = connections.get(request.connection());
      if (watched != null) {
        watched.lastRequestMillis = monotonicMillis.getAsLong();
        watched.hasAsked = true;
      }
      handler.handle(request);
    });
    long shortest = Math.min(limits.firstRequestMillis(), limits.idleMillis());
    if (limits.ageMillis() > 0) {
      shortest = Math.min(shortest, limits.ageMillis());
    }
    vertx.setPeriodic(
        Math.max(1, Math.min(SWEEP_MAX_MILLIS, shortest / 10)), due -> closeThoseDue());
  }

  private void opened(HttpConnection connection) {
    connections.remove(SocketGuard.connected(connection));
    connection.closeHandler(closed -> connections.remove(connection));
    connections.put(connection, new Watched(ageMaxMillis(), monotonicMillis.getAsLong()));
  }

  /** Spreads the ends of connections that were opened together. */
  private long ageMaxMillis() {
    long age = limits.ageMillis();
    return age == 0 ? Long.MAX_VALUE : age - age / 10 + random.nextLong(age / 5 + 1);
  }

  private void closeThoseDue() {
    long now = monotonicMillis.getAsLong();
    // A copy, because closing takes them out.
    new ArrayList<>(connections.entrySet())
        .forEach(entry -> closeIfDue(entry.getKey(), entry.getValue(), now));
  }

  private void closeIfDue(HttpConnection connection, Watched watched, long now) {
    if (now - watched.openedMillis >= watched.ageMaxMillis) {
      meters.closed(Reason.AGE);
      end(connection, limits.graceMillis());
    } else if (now - watched.lastRequestMillis >= limits.idleMillis()) {
      meters.closed(Reason.IDLE);
      end(connection, 0);
    } else if (!watched.hasAsked
        && connection.getWindowSize() == WINDOW_OF_HTTP1
        && now - watched.openedMillis >= limits.firstRequestMillis()) {
      meters.slow(limits.firstRequestMillis());
      end(connection, 0);
    }
  }

  private void end(HttpConnection connection, long graceMillis) {
    connections.remove(connection);
    connection.shutdown(graceMillis, TimeUnit.MILLISECONDS);
  }
}
