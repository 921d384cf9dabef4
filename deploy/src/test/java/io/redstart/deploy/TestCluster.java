// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Separate service processes on loopback that find each other by the first member's port. Closing
 * ends them all.
 */
final class TestCluster implements AutoCloseable {
  /** A member that {@link #start(Member...)} starts. */
  record Member(String name, String role, String... settings) {
    /** Returns an aggregator with a name that its restarts keep. */
    static Member aggregator(String name, String... settings) {
      List<String> all = new ArrayList<>(List.of(settings));
      all.add("aggregator.name=" + name);
      return new Member(name, "aggregator", all.toArray(String[]::new));
    }

    static Member ingest() {
      return new Member("ingest", "ingest");
    }

    static Member query() {
      return new Member("query", "query");
    }
  }

  private final String name;
  private final int firstPort = FreePort.find();
  private final Map<String, CompletableFuture<RedstartProcess>> members = new LinkedHashMap<>();

  TestCluster(String name) {
    this.name = name;
  }

  /** Starts members side by side; the first member of all comes before the others. */
  void start(Member... several) {
    for (Member member : several) {
      boolean isFirst = members.isEmpty();
      CompletableFuture<RedstartProcess> started = CompletableFuture.supplyAsync(
          () -> start(member, isFirst), task -> new Thread(task).start());
      members.put(member.name, started);
      if (isFirst) {
        started.join();
      }
    }
    for (Member member : several) {
      member(member.name);
    }
  }

  /** Starts one more member and returns it. */
  RedstartProcess start(String member, String role, String... settings) {
    start(new Member(member, role, settings));
    return member(member);
  }

  /** Returns a started member. */
  RedstartProcess member(String member) {
    return members.get(member).join();
  }

  private RedstartProcess start(Member member, boolean isFirst) {
    List<String> all = new ArrayList<>(List.of(member.settings));
    all.add("cluster.bind=127.0.0.1:" + (isFirst ? firstPort : FreePort.find()));
    all.add("cluster.event_bus=127.0.0.1:0");
    all.add("cluster.members=[\"127.0.0.1:" + firstPort + "\"]");
    List<String> command = new ArrayList<>(List.of(member.role));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    return RedstartProcess.start(
        name + "-" + member.name, List.of("-Xmx256m"), command.toArray(String[]::new));
  }

  @Override
  public void close() {
    members.values().forEach(started -> started.thenAccept(RedstartProcess::close));
  }
}
