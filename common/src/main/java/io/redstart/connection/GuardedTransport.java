// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.netty.bootstrap.ServerBootstrap;
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
 * A transport of Vert.x, native where there is one, that lets a {@link SocketGuard} see the sockets
 * of a server from the moment they are accepted. Vert.x itself shows a connection only once it
 * speaks HTTP; its transport is where it lets others at a server's socket. Thread-safe.
 */
public final class GuardedTransport implements InvocationHandler {
  private record ListenKey(String host, int port) {}

  private final Map<ListenKey, SocketGuard> guards = new ConcurrentHashMap<>();
  private final Transport guarded;

  private GuardedTransport(Transport guarded) {
    this.guarded = guarded;
  }

  /** Lets a Vert.x be built on such a transport. */
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
   * Guards a server that is going to listen with its options' host and port.
   *
   * @param port as {@link NetServerOptions#getPort()}, so negative for a free one that is shared
   * @throws IllegalStateException if the Vert.x was not built {@link #on} such a transport
   */
  static void guard(Vertx vertx, String host, int port, SocketGuard guard) {
    Transport transport = ((VertxInternal) vertx).transport();
    if (Proxy.isProxyClass(transport.getClass())
        && Proxy.getInvocationHandler(transport) instanceof GuardedTransport self) {
      self.guards.put(new ListenKey(host, port), guard);
    } else {
      throw new IllegalStateException("this Vert.x was not built on a GuardedTransport");
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
      throws Throwable {
    if (method.getName().equals("configure")
        && arguments[0] instanceof NetServerOptions options
        && arguments[2] instanceof ServerBootstrap server) {
      SocketGuard guard = guards.get(new ListenKey(options.getHost(), options.getPort()));
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
