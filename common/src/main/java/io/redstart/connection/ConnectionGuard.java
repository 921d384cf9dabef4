// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.redstart.connection.ConnectionMeters.Reason;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of a port on one event loop. It checks them about ten times within the
 * shortest time limit and closes the ones that are due, HTTP/2 with GOAWAY. {@link SocketGuard}
 * watches sockets that are no connections yet.
 *
 * <p>A connection is idle from the answer to its latest request until the next begins. So a
 * connection that trickles its next headers is idle too. While sockets wait for a connection to
 * end, each ends after its next answer, or when it is idle for some seconds.
 */
final class ConnectionGuard {
  private static final long SWEEP_MAX_MILLIS = 1_000;

  /** How long a connection may be idle while sockets wait for a connection to end. */
  private static final long IDLE_WHEN_FULL_MILLIS = 5_000;

  /** Vert.x returns this window size for HTTP/1, which has no windows. */
  private static final int WINDOW_OF_HTTP1 = -1;

  /** The state of a connection. */
  private static final class Watched {
    final long ageMaxMillis;
    final long openedMillis;
    /** The latest request, until it is received and answered. */
    @Nullable
    HttpServerRequest request;

    long requestMillis;
    long activeMillis;
    boolean hasAsked;
    /** Whether the client was asked to close the connection after this request. */
    boolean isLast;

    Watched(long ageMaxMillis, long nowMillis) {
      this.ageMaxMillis = ageMaxMillis;
      this.openedMillis = nowMillis;
      this.activeMillis = nowMillis;
    }

    void asks(HttpServerRequest next, long nowMillis) {
      request = next;
      requestMillis = nowMillis;
      activeMillis = nowMillis;
      hasAsked = true;
    }
  }

  private final IdentityHashMap<HttpConnection, Watched> connections = new IdentityHashMap<>();
  private final SplittableRandom random = new SplittableRandom();
  private final Vertx vertx;
  private final ConnectionLimits limits;
  private final ConnectionMeters meters;
  private final LongSupplier monotonicMillis;

  /**
   * Creates a guard.
   *
   * @param meters counts the connections of the port on all event loops
   */
  ConnectionGuard(
      Vertx vertx, ConnectionLimits limits, ConnectionMeters meters, LongSupplier monotonicMillis) {
    this.vertx = vertx;
    this.limits = limits;
    this.meters = meters;
    this.monotonicMillis = monotonicMillis;
  }

  /** Watches a server that is not listening yet, and passes its requests to the handler. */
  void watch(HttpServer server, Handler<HttpServerRequest> handler) {
    server.connectionHandler(this::opened);
    server.requestHandler(request -> {
      Watched watched = connections.get(request.connection());
      if (watched != null) {
        watched.asks(request, monotonicMillis.getAsLong());
        yieldWhenFull(request, watched);
      }
      handler.handle(request);
    });
    long shortest = Math.min(limits.receiveMillis(), limits.idleMillis());
    if (limits.ageMillis() > 0) {
      shortest = Math.min(shortest, limits.ageMillis());
    }
    RepeatingTask.every(
        vertx,
        Math.max(1, Math.min(SWEEP_MAX_MILLIS, shortest / 10)),
        "closing expired connections",
        this::closeThoseDue);
  }

  /**
   * While sockets wait, each connection serves one more request, and its answer announces the end. The
   * client then opens another connection. Without the announcement, a request that the client sends
   * at the moment of closing would be lost.
   */
  private void yieldWhenFull(HttpServerRequest request, Watched watched) {
    boolean isHttp1 = request.connection().getWindowSize() == WINDOW_OF_HTTP1;
    if (isHttp1 && meters.isFull()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      watched.isLast = true;
    }
  }

  private void opened(HttpConnection connection) {
    connections.remove(SocketGuard.connected(connection));
    connection.closeHandler(closed -> connections.remove(connection));
    connections.put(connection, new Watched(ageMaxMillis(), monotonicMillis.getAsLong()));
  }

  /** Returns a random maximum age, so that connections opened together do not end together. */
  private long ageMaxMillis() {
    long age = limits.ageMillis();
    return age == 0 ? Long.MAX_VALUE : age - age / 10 + random.nextLong(age / 5 + 1);
  }

  private void closeThoseDue() {
    long now = monotonicMillis.getAsLong();
    // A copy, because closing removes them.
    new ArrayList<>(connections.entrySet())
        .forEach(entry -> closeIfDue(entry.getKey(), entry.getValue(), now));
  }

  private void closeIfDue(HttpConnection connection, Watched watched, long now) {
    boolean isHttp1 = connection.getWindowSize() == WINDOW_OF_HTTP1;
    if (watched.request != null) {
      watched.activeMillis = now;
      watched.request = isOver(watched.request, isHttp1) ? null : watched.request;
    }
    if (now - watched.openedMillis >= watched.ageMaxMillis) {
      meters.closed(Reason.AGE);
      end(connection, limits.graceMillis());
    } else if (now - watched.activeMillis >= idleMaxMillis()) {
      meters.closed(Reason.IDLE);
      end(connection, 0);
    } else if (watched.isLast && watched.request == null) {
      end(connection, 0);
    } else if (isHttp1 && isSlow(watched, now)) {
      meters.slow(watched.hasAsked ? "whole request" : "request", limits.receiveMillis());
      end(connection, 0);
    }
  }

  private long idleMaxMillis() {
    return meters.isFull()
        ? Math.min(limits.idleMillis(), IDLE_WHEN_FULL_MILLIS)
        : limits.idleMillis();
  }

  /**
   * Returns whether a request is finished. In HTTP/2 an answer is enough: the stream is reset
   * without waiting for the rest of the request.
   */
  private static boolean isOver(HttpServerRequest request, boolean isHttp1) {
    boolean isAnswered = request.response().ended() || request.response().closed();
    return isAnswered && (!isHttp1 || request.isEnded());
  }

  private boolean isSlow(Watched watched, long now) {
    if (!watched.hasAsked) {
      return now - watched.openedMillis >= limits.receiveMillis();
    }
    // Twice, so that the handler can answer that the body was too slow and the client can read it.
    return watched.request != null
        && !watched.request.isEnded()
        && now - watched.requestMillis >= 2 * limits.receiveMillis();
  }

  private void end(HttpConnection connection, long graceMillis) {
    connections.remove(connection);
    connection.shutdown(graceMillis, TimeUnit.MILLISECONDS);
  }
}
