// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import io.redstart.bus.FrameCodec;
import io.redstart.config.Endpoint;
import io.redstart.connection.GuardedTransport;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Members of a cluster in this JVM, on loopback. Closing ends them all. */
final class TestMembers implements AutoCloseable {
  static final ClusterTlsConfig NO_TLS =
      new ClusterTlsConfig("", "", "", false, Duration.ZERO, "1.3");

  private static final int SECONDS_MAX = 60;
  private static final int REPLY_MILLIS_MAX = 2_000;

  private final List<Vertx> members = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final String name;

  TestMembers(String name) {
    this.name = name;
  }

  /** Adds a member that finds the ones before it. */
  Vertx join(ClusterTlsConfig tls) throws Exception {
    return join(name, tls, "127.0.0.1");
  }

  Vertx join(String clusterName, ClusterTlsConfig tls, String advertised) throws Exception {
    Endpoint bind = new Endpoint("127.0.0.1", freePort());
    ClusterConfig cluster = new ClusterConfig(
        clusterName,
        bind,
        new Endpoint("127.0.0.1", 0),
        advertised,
        endpoints.isEmpty() ? List.of(bind) : endpoints,
        "",
        tls);
    Vertx vertx = await(ClusterService.join(cluster, new VertxOptions(), GuardedTransport::on));
    endpoints.add(bind);
    members.add(vertx);
    FrameCodec.register(vertx.eventBus());
    return vertx;
  }

  /** Answers every request at an address with the same bytes. */
  static void echo(Vertx vertx, String address) throws Exception {
    await(vertx
        .eventBus()
        .<Frame>consumer(address, message -> message.reply(message.body()))
        .completion());
  }

  /** Asks once. Fails if there is no answer. */
  static void ask(Vertx vertx, String address) throws Exception {
    Message<Frame> answer = await(vertx
        .eventBus()
        .request(
            address,
            new Frame(new byte[] {1, 2, 3}),
            new DeliveryOptions().setSendTimeout(REPLY_MILLIS_MAX)));
    if (answer.body().bytes().length != 3) {
      throw new IllegalStateException("a wrong answer");
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Vertx member : members) {
      member.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
