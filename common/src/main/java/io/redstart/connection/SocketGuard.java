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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the sockets of a port from the moment they are accepted. It closes sockets beyond the
 * limit before it reads anything. It also closes sockets that do not become an HTTP connection in
 * time, whatever they trickle: TLS handshakes, prefaces or headers. From then on {@link
 * ConnectionGuard} watches them.
 *
 * <p>Runs on the accepting thread, one for all ports. {@link GuardedTransport} installs it there.
 */
@Sharable
final class SocketGuard extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<HttpConnection> CONNECTION =
      AttributeKey.valueOf(SocketGuard.class, "connection");

  private final ConnectionLimits limits;
  private final ConnectionMeters meters;

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
    if (meters.opened() > limits.max()) {
      meters.ended();
      meters.refused(Reason.LIMIT, "max_connections (" + limits.max() + ") reached");
      socket.unsafe().closeForcibly();
      return;
    }
    var deadline = listening
        .executor()
        .schedule(() -> closeIfSilent(socket), limits.receiveMillis(), TimeUnit.MILLISECONDS);
    socket.closeFuture().addListener((ChannelFuture closed) -> {
      deadline.cancel(false);
      meters.ended();
    });
    listening.fireChannelRead(socket);
  }

  private void closeIfSilent(Channel socket) {
    if (socket.attr(CONNECTION).get() == null) {
      meters.slow("request", limits.receiveMillis());
      ChannelFuture unused = socket.close();
    }
  }
}
