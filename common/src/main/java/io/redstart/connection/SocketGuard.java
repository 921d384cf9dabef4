// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.redstart.connection.ConnectionMeters.Reason;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the sockets of a port from the moment they are accepted. Sockets beyond the limit are
 * closed before anything is read, or wait until another one ends. It also closes sockets that do
 * not become an HTTP connection in time, whatever they trickle: TLS handshakes, prefaces or headers.
 * From then on {@link ConnectionGuard} watches them.
 *
 * <p>Sockets wait in the queue of the operating system, because the port accepts no more. Only the
 * few that were accepted together with the last one wait here.
 *
 * <p>Runs on the accepting thread, one for all ports. {@link GuardedTransport} installs it there.
 */
@Sharable
final class SocketGuard extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<HttpConnection> CONNECTION =
      AttributeKey.valueOf(SocketGuard.class, "connection");

  private final ConnectionLimits limits;
  private final ConnectionMeters meters;
  /** The sockets that wait here, unregistered. */
  private final Queue<Channel> waiting = new ArrayDeque<>();

  /** Creates a guard. */
  SocketGuard(ConnectionLimits limits, ConnectionMeters meters) {
    this.limits = limits;
    this.meters = meters;
  }

  /** Marks a socket as connected. Returns its previous connection if this is an upgrade. */
  static @Nullable HttpConnection connected(HttpConnection connection) {
    Channel socket = ((HttpServerConnection) connection).channelHandlerContext().channel();
    return socket.attr(CONNECTION).getAndSet(connection);
  }

  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    Channel socket = (Channel) accepted;
    if (meters.opened() <= limits.max()) {
      admit(listening, socket);
      return;
    }
    meters.ended();
    if (limits.othersWait()) {
      waiting.add(socket);
      pause(listening);
    } else {
      meters.refused(Reason.LIMIT, "max_connections (" + limits.max() + ") reached");
      socket.unsafe().closeForcibly();
    }
  }

  private void admit(ChannelHandlerContext listening, Channel socket) {
    var deadline = listening
        .executor()
        .schedule(() -> closeIfSilent(socket), limits.receiveMillis(), TimeUnit.MILLISECONDS);
    socket.closeFuture().addListener((ChannelFuture closed) -> {
      deadline.cancel(false);
      meters.ended();
      if (meters.isFull()) {
        listening.executor().execute(() -> resume(listening));
      }
    });
    listening.fireChannelRead(socket);
  }

  private void pause(ChannelHandlerContext listening) {
    meters.full("max_connections (" + limits.max() + ") reached, it waits for another one to end");
    listening.channel().config().setAutoRead(false);
    // The last connection may have ended just before.
    listening.executor().execute(() -> resume(listening));
  }

  private void resume(ChannelHandlerContext listening) {
    while (!waiting.isEmpty() && meters.opened() <= limits.max()) {
      admit(listening, waiting.remove());
    }
    if (!waiting.isEmpty()) {
      meters.ended();
    } else if (meters.isFull()) {
      meters.notFull();
      listening.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext listening) {
    waiting.forEach(socket -> socket.unsafe().closeForcibly());
    waiting.clear();
    listening.fireChannelInactive();
  }

  private void closeIfSilent(Channel socket) {
    if (socket.attr(CONNECTION).get() == null) {
      meters.slow("request", limits.receiveMillis());
      ChannelFuture unused = socket.close();
    }
  }
}
