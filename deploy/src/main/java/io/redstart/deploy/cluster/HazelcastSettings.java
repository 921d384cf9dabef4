// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.redstart.config.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/**
 * Creates Hazelcast's configuration: explicit, without multicast and without phoning home.
 *
 * <p>The times were measured with frozen and killed members. With Hazelcast's defaults a frozen
 * member blocks the cluster for 61 s, with these settings for 12 to 15 s. After it resumes, it is
 * back within 15 s instead of minutes.
 */
final class HazelcastSettings {
  private HazelcastSettings() {}

  static Config of(ClusterConfig cluster, String advertisedHost) {
    Config config = new Config().setClusterName(cluster.name());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "3");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "15");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "10");
    config.setProperty("hazelcast.wait.seconds.before.join", "1");
    // An address that has disappeared answers nothing, and Hazelcast would wait without a limit.
    config.setProperty("hazelcast.socket.connect.timeout.seconds", "2");
    // A request whose answer was lost with a connection fails after twice this time. Until then the
    // event bus holds all messages to the member whose address it asks for: 120 s by default.
    config.setProperty("hazelcast.operation.call.timeout.millis", "10000");
    config.setProperty(
        "hazelcast.socket.bind.any", Boolean.toString(cluster.bind().isAnyHost()));
    config.getSerializationConfig().setJavaSerializationFilterConfig(TrustedClasses.javaFilter());
    config.setClassLoader(TrustedClasses.loader());
    config.getManagementCenterConfig().setScriptingEnabled(false).setConsoleEnabled(false);
    config.getJetConfig().setEnabled(false);
    config.getCPSubsystemConfig().setCPMemberCount(0);
    // The maps of vertx-hazelcast, with its names.
    config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
        .setBackupCount(1)
        .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    withoutIdleWork(config);
    network(config.getAdvancedNetworkConfig(), cluster, advertisedHost);
    return config;
  }

  /**
   * Turns off what runs all the time for features that nobody uses here: of an aggregator without
   * load, Hazelcast's threads take a third of the CPU time.
   */
  private static void withoutIdleWork(Config config) {
    config.getMetricsConfig().setEnabled(false);
    config.setProperty("hazelcast.slow.operation.detector.enabled", "false");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
    config.setProperty("hazelcast.io.thread.count", "1");
    // What a lost backup leaves behind, RegistrationKeeper mends.
    config.setProperty("hazelcast.partition.backup.sync.interval", "300");
    config.getCRDTReplicationConfig().setReplicationPeriodMillis((int) TimeUnit.HOURS.toMillis(1));
  }

  /**
   * Opens a port for members only. Hazelcast's simple network configuration would also serve its
   * clients there.
   */
  private static void network(
      AdvancedNetworkConfig network, ClusterConfig cluster, String advertisedHost) {
    Endpoint bind = cluster.bind();
    ServerSocketEndpointConfig members = new ServerSocketEndpointConfig()
        .setPort(bind.port())
        .setPortAutoIncrement(false)
        .setPublicAddress(new Endpoint(advertisedHost, bind.port()).toString());
    if (!bind.isAnyHost()) {
      members.getInterfaces().setEnabled(true).addInterface(address(bind));
    }
    network.setEnabled(true).setMemberEndpointConfig(members);
    join(network.getJoin(), cluster);
  }

  /** Returns the address to bind: Hazelcast compares it with those of this machine as text. */
  private static String address(Endpoint bind) {
    try {
      return InetAddress.getByName(bind.host()).getHostAddress();
    } catch (UnknownHostException e) {
      return bind.host();
    }
  }

  private static void join(JoinConfig join, ClusterConfig cluster) {
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (!cluster.dns().isEmpty()) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", cluster.dns())
          .setProperty("service-port", Integer.toString(cluster.bind().port()));
      return;
    }
    join.getTcpIpConfig().setEnabled(true);
    cluster.members().forEach(member -> join.getTcpIpConfig().addMember(member.toString()));
  }
}
