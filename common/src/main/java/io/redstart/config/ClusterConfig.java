// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.List;

/**
 * The block {@code cluster:}, for services on their own.
 *
 * @param bind where the cluster manager listens
 * @param eventBus where the event bus listens
 * @param advertise the host or address that the other members reach this one by; empty to find out
 * @param members members that already run; any one is enough to join
 * @param dns the name that resolves to the members' addresses; empty for none
 */
public record ClusterConfig(
    @Setting(doc = "Where the cluster manager (Hazelcast) listens", byDefault = "0.0.0.0:5701")
    Endpoint bind,

    @Setting(doc = "Where the event bus listens; port 0 takes any", byDefault = "0.0.0.0:0")
    Endpoint eventBus,

    @Setting(
        doc = "Host or address that the other members reach this one by; by default the first"
            + " address of this machine",
        byDefault = "\"\"")
    String advertise,

    @Setting(
        doc = "Members that may already run, as `host:port`; one of them is enough to join",
        byDefault = "[]")
    List<Endpoint> members,

    @Setting(
        doc = "Name that resolves to the members' addresses, as a headless service's in Kubernetes;"
            + " instead of `cluster.members`",
        byDefault = "\"\"")
    String dns) {
  /** Copies the list; members and a name exclude each other. */
  public ClusterConfig {
    members = List.copyOf(members);
    List<Endpoint> nobody = members.stream().filter(Endpoint::isAnyHost).toList();
    if (!nobody.isEmpty()) {
      throw new IllegalArgumentException(
          "members has " + nobody + ", which no member is reached by");
    }
    if (!members.isEmpty() && !dns.isEmpty()) {
      throw new IllegalArgumentException("members and dns exclude each other: set one of them");
    }
  }
}
