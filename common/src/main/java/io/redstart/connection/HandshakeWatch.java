// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Logs the clients whose TLS handshake failed on a port, which Vert.x drops silently. Such clients
 * speak no TLS, have no certificate, or have one of another authority. Sockets that are closed
 * before they send anything, such as those of TCP probes, are not reported. {@link
 * GuardedTransport} installs it.
 */
@Sharable
public final class HandshakeWatch extends ChannelInboundHandlerAdapter {
  private final RefusalLog refusals;

  private HandshakeWatch(RefusalLog refusals) {
    this.refusals = refusals;
  }

  /**
   * Watches a server that is going to listen on the given host and port of its options.
   *
   * @param vertx built on a {@link GuardedTransport}
   */
  public static void watch(Vertx vertx, String host, int port, RefusalLog refusals) {
    GuardedTransport.guard(vertx, host, port, new HandshakeWatch(refusals));
  }

  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    Channel socket = (Channel) accepted;
    SocketAddress client = socket.remoteAddress();
    socket.closeFuture().addListener((ChannelFuture closed) -> closed(socket, client));
    listening.fireChannelRead(accepted);
  }

  private void closed(Channel socket, SocketAddress client) {
    SslHandler tls = socket.pipeline().get(SslHandler.class);
    Throwable failure = tls == null ? null : tls.handshakeFuture().cause();
    if (failure != null) {
      refusals.connection("tls", address(client) + ": " + RefusalLog.rootMessage(failure));
    }
  }

  private static String address(SocketAddress client) {
    return client instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress()
        : String.valueOf(client);
  }
}
