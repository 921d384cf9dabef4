// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import io.redstart.config.Endpoint;
import io.redstart.connection.HandshakeWatch;
import io.redstart.connection.RefusalLog;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.redstart.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutual TLS of the event bus. Vert.x configures it once, from paths, and never verifies host names.
 * So after the start, before anything is sent, this class replaces the options of the bus's two
 * sockets, which are private fields, and does it again whenever the files have changed.
 */
final class EventBusTls {
  /** The key of the settings. */
  static final String SETTING = "cluster.tls";

  private static final Logger log = LoggerFactory.getLogger(EventBusTls.class);

  private static final long LOG_EVERY_MILLIS = 5_000;

  private final ClusterTlsConfig config;
  private final Endpoint bind;
  private final ClientTls files;
  private final RefusalLog refusals;

  /**
   * Creates the configuration.
   *
   * @param bind where the event bus is going to listen
   * @param monotonicNanos a clock for measuring distances only
   */
  EventBusTls(ClusterTlsConfig config, Endpoint bind, LongSupplier monotonicNanos) {
    this.config = config;
    this.bind = bind;
    this.files = new ClientTls(config.client(), SETTING);
    this.refusals = new RefusalLog(
        monotonicNanos,
        reason -> "members need cluster.tls with certificates of the same authorities",
        line -> log.warn("event bus: {}", line));
  }

  /**
   * Logs who is refused. Must be called before the bus listens.
   *
   * @param vertx built on a {@link io.redstart.connection.GuardedTransport}
   */
  void watch(Vertx vertx) {
    if (config.isOn()) {
      HandshakeWatch.watch(vertx, bind.host(), bind.port(), refusals);
      RepeatingTask.every(vertx, LOG_EVERY_MILLIS, "logging refusals", refusals::tellDue);
    }
  }

  /** Switches TLS on in the options of the bus, if the settings ask for it. */
  void addTo(EventBusOptions options) {
    if (!config.isOn()) {
      return;
    }
    options
        .setSsl(true)
        .setTrustAll(false)
        .setClientAuth(ClientAuth.REQUIRED)
        .setEnabledSecureTransportProtocols(versions())
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(config.certFile()).setKeyPath(config.keyFile()))
        .setTrustOptions(new PemTrustOptions().addCertPath(config.caFile()));
  }

  private Set<String> versions() {
    return config.minVersion().equals("1.2")
        ? new LinkedHashSet<>(List.of("TLSv1.2", "TLSv1.3"))
        : Set.of("TLSv1.3");
  }

  /**
   * Checks the files. Blocks.
   *
   * @throws IllegalStateException if one cannot be used; the message names its setting
   */
  void checkFiles(Vertx vertx) {
    if (config.isOn()) {
      files.checkFiles(vertx);
    }
  }

  /**
   * Completes the configuration of a started bus and keeps it fresh.
   *
   * @return completes before anything may be sent
   */
  Future<Void> complete(Vertx vertx) {
    if (!config.isOn()) {
      return Future.succeededFuture();
    }
    long intervalMillis = config.reloadInterval().toMillis();
    if (intervalMillis > 0) {
      RepeatingTask.every(
          vertx, intervalMillis, "reloading the cluster's certificates", () -> reload(vertx));
    }
    return update(vertx);
  }

  private void reload(Vertx vertx) {
    update(vertx)
        .onFailure(FatalErrors::check)
        .onFailure(cause -> log.warn(
            "{}: cannot use the files, keeping the previous certificate: {}",
            SETTING,
            cause.getMessage()));
  }

  private Future<Void> update(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    NetClient client = socket(bus, "client", NetClient.class);
    NetServer server = socket(bus, "server", NetServer.class);
    return vertx
        .executeBlocking(() -> {
          files.checkFiles(vertx);
          return files.read(vertx, false);
        })
        .compose(read -> {
          read.setHostnameVerificationAlgorithm(config.verifyHost() ? "HTTPS" : "");
          return Future.all(client.updateSSLOptions(read), server.updateSSLOptions(ofServer(read)))
              .mapEmpty();
        });
  }

  private static ServerSSLOptions ofServer(ClientSSLOptions options) {
    ServerSSLOptions server = new ServerSSLOptions().setClientAuth(ClientAuth.REQUIRED);
    server
        .setKeyCertOptions(options.getKeyCertOptions())
        .setTrustOptions(options.getTrustOptions())
        .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols());
    return server;
  }

  private static <T> T socket(EventBus bus, String name, Class<T> type) {
    try {
      Field field = bus.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(bus));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          SETTING + ": this version of Vert.x keeps the event bus's sockets elsewhere", e);
    }
  }
}
