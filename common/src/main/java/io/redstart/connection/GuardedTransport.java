// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x transport, native where available, that shows the sockets of a server to a {@link
 * SocketGuard} or {@link HandshakeWatch} from the moment they are accepted. Vert.x itself shows a
 * connection only once it speaks HTTP; the transport is the only place where it gives access to a
 * server's socket. Thread-safe.
 */
public final class GuardedTransport implements InvocationHandler {
  private record ListenKey(String host, int port) {}

  private final Map<ListenKey, ChannelHandler> guards = new ConcurrentHashMap<>();
  private final Transport guarded;

  private GuardedTransport(Transport guarded) {
    this.guarded = guarded;
  }

  /** Sets this transport on a Vert.x builder. */
  public static VertxBuilder on(VertxBuilder builder) {
    var best = io.vertx.core.transport.Transport.nativeTransport();
    var own = best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
    Transport proxy = (Transport) Proxy.newProxyInstance(
        GuardedTransport.class.getClassLoader(),
        new Class<?>[] {Transport.class},
        new GuardedTransport(own.implementation()));
    return builder.withTransport(new io.vertx.core.transport.Transport() {
      @Override
      public String name() {
        return own.name();
      }

      @Override
      public boolean available() {
        return own.available();
      }

      @Override
      public @Nullable Throwable unavailabilityCause() {
        return own.unavailabilityCause();
      }

      @Override
      public Transport implementation() {
        return proxy;
      }
    });
  }

  /**
   * Guards a server that is going to listen on the given host and port of its options.
   *
   * @param port as in {@link NetServerOptions#getPort()}: negative for a shared free port
   * @param guard sees the sockets as messages of the listening channel
   * @throws IllegalStateException if the Vert.x instance was not built {@link #on} such a transport
   */
  static void guard(Vertx vertx, String host, int port, ChannelHandler guard) {
    Transport transport = ((VertxInternal) vertx).transport();
    if (Proxy.isProxyClass(transport.getClass())
        && Proxy.getInvocationHandler(transport) instanceof GuardedTransport self) {
      self.guards.put(new ListenKey(host, port), guard);
    } else {
      throw new IllegalStateException("this Vert.x instance was not built on a GuardedTransport");
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
      throws Throwable {
    if (method.getName().equals("configure")
        && arguments[0] instanceof NetServerOptions options
        && arguments[2] instanceof ServerBootstrap server) {
      ChannelHandler guard = guards.get(new ListenKey(options.getHost(), options.getPort()));
      if (guard != null) {
        server.handler(guard);
      }
    }
    try {
      return method.invoke(guarded, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
