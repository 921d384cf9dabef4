// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.redstart.ingest.receiver.ConnectionMeters.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.ServerID;
import java.util.concurrent.TimeUnit;

/**
 * Holds the sockets of a port to their limits from the moment they are accepted: those beyond the
 * limit are closed before anything is read, and those that are no connection of HTTP in time, which
 * {@link ConnectionGuard} would see, whatever trickles in: TLS handshakes, prefaces or headers.
 *
 * <p>Works on the thread that accepts, one for all ports.
 */
@Sharable
public final class SocketGuard extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Boolean> IS_CONNECTION =
      AttributeKey.valueOf(SocketGuard.class, "isConnection");

  private final ConnectionLimits limits;
  private final ConnectionMeters meters;

  /** Makes a guard. */
  public SocketGuard(ConnectionLimits limits, ConnectionMeters meters) {
    this.limits = limits;
    this.meters = meters;
  }

  /**
   * Guards what is accepted from now on.
   *
   * @param port what the servers were told to listen on; negative for a free port that they share
   * @throws IllegalStateException if nothing listens there
   */
  public void watch(Vertx vertx, String host, int port) {
    // Vert.x' own key for servers that share a free port.
    ServerID id = new ServerID(port, port < 0 ? host + "/" + -port : host);
    var servers = ((VertxInternal) vertx).sharedTcpServers();
    NetServerImpl server;
    synchronized (servers) {
      server = (NetServerImpl) servers.get(id);
    }
    if (server == null) {
      throw new IllegalStateException("nothing listens on " + host + ":" + port);
    }
    listeningSocket(server).pipeline().addFirst(this);
  }

  /** Vert.x shows connections only once they speak HTTP, and keeps the socket before to itself. */
  private static Channel listeningSocket(NetServerImpl server) {
    try {
      var bound = NetServerImpl.class.getDeclaredField("bindFuture");
      bound.setAccessible(true);
      return (Channel) ((Future<?>) bound.get(server)).result();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not the Vert.x that this was made for", e);
    }
  }

  /** Notes that a socket has become a connection. */
  static void connected(HttpConnection connection) {
    Channel socket = ((HttpServerConnection) connection).channelHandlerContext().channel();
    socket.attr(IS_CONNECTION).set(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    Channel socket = (Channel) accepted;
    if (meters.opened() > limits.max()) {
      meters.ended();
      meters.refused(Reason.LIMIT, "there are max_connections (" + limits.max() + ")");
      socket.unsafe().closeForcibly();
      return;
    }
    var deadline = listening
        .executor()
        .schedule(() -> closeIfSilent(socket), limits.firstRequestMillis(), TimeUnit.MILLISECONDS);
    socket.closeFuture().addListener((ChannelFuture closed) -> {
      deadline.cancel(false);
      meters.ended();
    });
    listening.fireChannelRead(socket);
  }

  private void closeIfSilent(Channel socket) {
    if (socket.attr(IS_CONNECTION).get() == null) {
      meters.slow(limits.firstRequestMillis());
      ChannelFuture unused = socket.close();
    }
  }
}
