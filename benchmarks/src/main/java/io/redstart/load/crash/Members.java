// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.config.Endpoint;
import io.redstart.load.PrometheusApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services under test: one process with all of them, or a cluster on loopback. */
public final class Members implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CLUSTER_PORT = 5701;
  private static final String[] PORTS = {
    "ingest.otlp.protocols.grpc.endpoint",
    "ingest.otlp.protocols.http.endpoint",
    "query.endpoint",
    "query.scrape.endpoint",
    "telemetry.endpoint"
  };

  private final MembersPlan plan;
  private final List<Member> all = new ArrayList<>();
  private final List<Endpoint> binds = new ArrayList<>();
  private @Nullable Network network;

  private Members(MembersPlan plan) {
    this.plan = plan;
  }

  /** Creates the members of a plan without starting them. */
  public static Members of(MembersPlan plan) throws IOException, InterruptedException {
    Members members = new Members(plan);
    if (plan.aggregators() == 0) {
      members.add("all", List.of(), true);
      return members;
    }
    int processes = plan.aggregators() + 2;
    if (plan.needsNetwork()) {
      members.network = Network.of(processes);
    }
    for (int i = 0; i < processes; i++) {
      members.binds.add(
          members.network == null
              ? new Endpoint(LOOPBACK, freePort())
              : new Endpoint(Network.address(i), CLUSTER_PORT));
    }
    for (int i = 1; i <= plan.aggregators(); i++) {
      members.add("aggregator-" + i, List.of("aggregator"), true);
    }
    members.add("ingest", List.of("ingest"), false);
    members.add("query", List.of("query"), false);
    return members;
  }

  private void add(String name, List<String> role, boolean stores)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(plan.folder().resolve(name));
    Path store = stores ? Files.createDirectories(folder.resolve("store")) : null;
    int host = all.size();
    String address = binds.isEmpty() ? LOOPBACK : binds.get(host).host();
    List<String> command = new ArrayList<>();
    if (network != null) {
      command.addAll(network.on(host));
    }
    command.addAll(plan.javaCommand());
    command.addAll(role);
    for (String port : PORTS) {
      set(command, port + "=" + address + ":0");
    }
    set(command, "store.retention=[{window: " + plan.windowMillis() + "ms, for: 1h}]");
    set(command, "store.path=" + folder.resolve("store"));
    if (!role.isEmpty()) {
      set(command, "aggregator.name=" + name);
      set(command, "cluster.bind=" + binds.get(host));
      set(command, "cluster.event_bus=" + address + ":0");
      // Every member knows all others, because each of them is restarted at some time.
      set(
          command,
          "cluster.members=["
              + binds.stream().map(bind -> "\"" + bind + "\"").collect(Collectors.joining(", "))
              + "]");
    }
    all.add(new Member(name, command, folder, store, preload(folder, store)));
  }

  private @Nullable Preload preload(Path folder, @Nullable Path store)
      throws IOException, InterruptedException {
    return store == null || !plan.needsPreload() ? null : Preload.compile(folder, store);
  }

  private static void set(List<String> command, String setting) {
    command.addAll(List.of("--set", setting));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts all members. Returns whether all are ready. */
  public boolean start() throws IOException, InterruptedException {
    for (Member member : all) {
      member.start();
      if (!member.awaitReady()) {
        return false;
      }
    }
    return true;
  }

  /** Returns all members: the aggregators, then the ingest and the query service. */
  public List<Member> all() {
    return all;
  }

  /** Returns the members that have a store. */
  public List<Member> withStore() {
    return all.stream().filter(member -> member.store().isPresent()).toList();
  }

  /** Returns the member that receives spans. */
  public Member receiver() {
    return plan.aggregators() == 0 ? all.get(0) : all.get(plan.aggregators());
  }

  /** Returns the member that answers queries. */
  Member asked() {
    return all.get(all.size() - 1);
  }

  /** Returns the hosts on which the members run. */
  Network network() {
    if (network == null) {
      throw new IllegalStateException("all members run on one host");
    }
    return network;
  }

  /** Returns the API of the present query process. */
  PrometheusApi api() throws IOException {
    Endpoint endpoint = asked()
        .endpoint("query")
        .orElseThrow(() -> new IOException("the query service is not ready"));
    return new PrometheusApi("http://" + endpoint);
  }

  @Override
  public void close() {
    for (Member member : all) {
      member.kill();
    }
    if (network != null) {
      network.close();
    }
  }
}
