// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import io.redstart.config.Endpoint;
import io.redstart.load.PrometheusApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services under test: one process with all of them, or a cluster on loopback. */
public final class Members implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CLUSTER_PORT = 5701;
  private static final long DRAIN_MILLIS_MAX = 120_000;
  private static final String OTLP = "ingest.otlp.protocols.grpc.endpoint";
  private static final String QUERY = "query.endpoint";
  private static final List<String> ANY_PORTS =
      List.of("ingest.otlp.protocols.http.endpoint", "query.scrape.endpoint", "telemetry.endpoint");

  private final MembersPlan plan;
  private final List<Member> all = new ArrayList<>();
  private final List<Member> aggregators = new ArrayList<>();
  private final List<Member> ingests = new ArrayList<>();
  private final List<Member> queries = new ArrayList<>();
  private final List<Endpoint> binds = new ArrayList<>();
  private final @Nullable Network network;

  private Members(MembersPlan plan) throws IOException, InterruptedException {
    this.plan = plan;
    this.network = plan.needsNetwork() ? Network.of(plan.processes()) : null;
  }

  /**
   * Creates the members of a plan without starting them.
   *
   * @throws IOException if the plan needs networks, and the kernel forbids them
   */
  public static Members of(MembersPlan plan) throws IOException, InterruptedException {
    Members members = new Members(plan);
    if (plan.aggregators() == 0) {
      Member one = members.add("all", List.of(), true);
      members.aggregators.add(one);
      members.ingests.add(one);
      members.queries.add(one);
      return members;
    }
    for (int i = 0; i < plan.processes(); i++) {
      members.binds.add(
          members.network == null
              ? new Endpoint(LOOPBACK, freePort())
              : new Endpoint(Network.address(i), CLUSTER_PORT));
    }
    members.add("aggregator", plan.aggregators(), members.aggregators);
    members.add("ingest", plan.ingests(), members.ingests);
    members.add("query", plan.queries(), members.queries);
    return members;
  }

  private void add(String role, int count, List<Member> ofRole)
      throws IOException, InterruptedException {
    boolean stores = role.equals("aggregator");
    for (int i = 1; i <= count; i++) {
      ofRole.add(add(role + "-" + i, List.of(role), stores));
    }
  }

  private Member add(String name, List<String> role, boolean stores)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(plan.folder().resolve(name));
    Path store = stores ? Files.createDirectories(folder.resolve("store")) : null;
    int host = all.size();
    List<String> arguments = new ArrayList<>(role);
    String address = binds.isEmpty() ? LOOPBACK : binds.get(host).host();
    for (String port : ANY_PORTS) {
      set(arguments, port + "=" + address + ":0");
    }
    // Senders and users find a restarted service at its address of before.
    set(arguments, OTLP + "=" + address + ":" + freePort());
    set(arguments, QUERY + "=" + address + ":" + freePort());
    set(arguments, "store.retention=[{window: " + plan.windowMillis() + "ms, for: 1h}]");
    set(arguments, "store.path=" + folder.resolve("store"));
    if (plan.replicas() > 1) {
      set(arguments, "aggregator.replicas=" + plan.replicas());
    }
    if (!role.isEmpty()) {
      joinCluster(arguments, name, binds.get(host));
    }
    Member member = new Member(
        name,
        network == null ? List.of() : network.on(host),
        plan.javaCommand(),
        plan.beginsEarlier() ? List.of() : presentOnly(),
        arguments,
        folder,
        store,
        preload(folder, store));
    all.add(member);
    return member;
  }

  /** Returns the settings that the release before need not know. */
  private List<String> presentOnly() {
    // This program commands the cluster from another host than those of the services.
    return network == null ? List.of() : List.of("--set", "query.admin_api=on");
  }

  private void joinCluster(List<String> arguments, String name, Endpoint bind) {
    set(arguments, "aggregator.name=" + name);
    set(arguments, "cluster.bind=" + bind);
    set(arguments, "cluster.event_bus=" + bind.host() + ":0");
    // Every member knows all others, because each of them is restarted at some time.
    set(
        arguments,
        "cluster.members=["
            + binds.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "))
            + "]");
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

  /** Starts all members, but for one that comes later. Returns whether all are ready. */
  public boolean start() throws IOException, InterruptedException {
    for (Member member : all) {
      if (plan.lastComesLater() && member == aggregators.get(aggregators.size() - 1)) {
        continue;
      }
      member.start();
      if (!member.awaitReady()) {
        return false;
      }
    }
    return true;
  }

  /** Returns all members: the aggregators, then the ingest and the query services. */
  public List<Member> all() {
    return all;
  }

  /** Returns the members that have a store. */
  public List<Member> aggregators() {
    return aggregators;
  }

  /** Returns the members that receive spans. */
  public List<Member> ingests() {
    return ingests;
  }

  /** Returns the members that answer queries. */
  public List<Member> queries() {
    return queries;
  }

  /** Lets a member run the present release, from its next start on. */
  public void upgrade(Member member, List<String> program) {
    member.upgrade(program, presentOnly());
  }

  /** Runs {@code redstart cluster drain}. */
  public void drain(Member leaver) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(leaver.program());
    command.addAll(List.of("cluster", "drain", leaver.name(), "--url", url(queries.get(0))));
    Path log = plan.folder().resolve("drain-" + leaver.name() + ".log");
    ServiceProcess drain = ServiceProcess.start(command, Map.of(), log);
    if (!drain.endsWithin(DRAIN_MILLIS_MAX) || drain.exitCode() != 0) {
      throw new IOException("cannot drain: " + drain.end());
    }
  }

  /** Returns the hosts on which the members run, unless all run on this one. */
  public Optional<Network> network() {
    return Optional.ofNullable(network);
  }

  /** Returns the API of the first query service. */
  public PrometheusApi api() throws IOException {
    return api(queries.get(0));
  }

  /** Returns the API of a query service. */
  public static PrometheusApi api(Member query) throws IOException {
    return new PrometheusApi(url(query));
  }

  private static String url(Member query) throws IOException {
    return "http://"
        + query
            .endpoint("query")
            .orElseThrow(() -> new IOException(query.name() + " is not ready"));
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
