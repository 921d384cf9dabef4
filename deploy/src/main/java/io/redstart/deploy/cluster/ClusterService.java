// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OutOfMemoryHandler;
import io.redstart.config.Endpoint;
import io.redstart.connection.RefusalLog;
import io.redstart.process.FatalErrors;
import io.redstart.tls.CertificateDates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Starts a Vert.x instance that is a member of the cluster. */
public final class ClusterService {
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  /** A frozen peer holds a connection for at most twice this time. */
  private static final long PING_MILLIS = 5_000;

  private ClusterService() {}

  /**
   * Joins the cluster, or starts one if no member answers.
   *
   * @param extend configures the builder's other aspects, with a {@link
   *     io.redstart.connection.GuardedTransport} among them
   * @return the Vert.x instance once it is a member; fails if an address cannot be bound
   */
  public static Future<Vertx> join(
      ClusterConfig cluster, VertxOptions options, UnaryOperator<VertxBuilder> extend) {
    String host;
    try {
      host = advertisedHost(cluster);
    } catch (IOException e) {
      return Future.failedFuture(
          new IOException("no address for other members: set cluster.advertise", e));
    }
    Hazelcast.setOutOfMemoryHandler(new FatalOutOfMemory());
    EventBusTls tls = new EventBusTls(cluster.tls(), cluster.eventBus(), System::nanoTime);
    EventBusOptions bus = new EventBusOptions()
        .setHost(cluster.eventBus().host())
        .setPort(cluster.eventBus().port())
        .setClusterPublicHost(host)
        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
        .setClusterPingInterval(PING_MILLIS)
        .setClusterPingReplyInterval(PING_MILLIS);
    tls.addTo(bus);
    options.setEventBusOptions(bus);
    UnsafeWarning.silence();
    TrustedClasses.filterProcess();
    Membership membership = new Membership(HazelcastSettings.of(cluster, host), tls);
    return extend
        .apply(Vertx.builder().with(options))
        .withClusterManager(membership)
        .buildClustered()
        .compose(vertx -> tls.complete(vertx)
            .compose(
                complete -> new RegistrationKeeper(vertx, membership, System::nanoTime).start())
            .map(vertx)
            .recover(failure -> vertx.close().transform(closed -> Future.failedFuture(failure))));
  }

  /** Returns a log of failed connections to other members. */
  public static RefusalLog failedConnections(Consumer<String> lines) {
    return new RefusalLog(System::nanoTime, reason -> "", lines);
  }

  /** Returns the problems of the certificates' dates, each with its setting. */
  public static List<String> fileProblems(ClusterConfig cluster) {
    ClusterTlsConfig tls = cluster.tls();
    return CertificateDates.problems(
        EventBusTls.SETTING, tls.certFile(), "ca_file", tls.caFile(), Instant.now());
  }

  /** Replaces Hazelcast's handler, which shuts down the members and lets the process run on. */
  private static final class FatalOutOfMemory extends OutOfMemoryHandler {
    @Override
    public void onOutOfMemory(OutOfMemoryError error, HazelcastInstance[] instances) {
      FatalErrors.check(error);
    }
  }

  /**
   * Returns the endpoint under which other members reach this one. It survives a restart.
   *
   * @throws IOException if this machine has no suitable address
   */
  public static Endpoint advertised(ClusterConfig cluster) throws IOException {
    return new Endpoint(advertisedHost(cluster), cluster.bind().port());
  }

  private static String advertisedHost(ClusterConfig cluster) throws IOException {
    if (!cluster.advertise().isEmpty()) {
      return cluster.advertise();
    }
    Endpoint bind = cluster.bind();
    InetAddress bound = InetAddress.getByName(bind.host());
    return bound.isAnyLocalAddress() ? firstAddress().getHostAddress() : bound.getHostAddress();
  }

  /** Returns the first address other than loopback, the choice of Vert.x and Hazelcast. */
  private static InetAddress firstAddress() throws IOException {
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (!network.isUp() || network.isLoopback()) {
        continue;
      }
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
          return address;
        }
      }
    }
    throw new UnknownHostException("no IPv4 address except loopback");
  }
}
