// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.ArrayList;
import java.util.List;

/** Separate service processes on loopback that find each other by the first member's port. */
final class TestCluster {
  private final String name;
  private final int firstPort = FreePort.find();
  private boolean started;

  TestCluster(String name) {
    this.name = name;
  }

  /** Starts a member; the others look for the one that was started first. */
  RedstartProcess start(String member, String role, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("cluster.bind=127.0.0.1:" + (started ? FreePort.find() : firstPort));
    all.add("cluster.event_bus=127.0.0.1:0");
    all.add("cluster.members=[\"127.0.0.1:" + firstPort + "\"]");
    started = true;
    List<String> command = new ArrayList<>(List.of(role));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    return RedstartProcess.start(
        name + "-" + member, List.of("-Xmx256m"), command.toArray(String[]::new));
  }
}
