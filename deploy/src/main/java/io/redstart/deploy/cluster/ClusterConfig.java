// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import io.redstart.config.Endpoint;
import io.redstart.config.Setting;
import java.util.List;

/**
 * The block {@code cluster:}, for services that run as processes of their own.
 *
 * @param name the cluster's name; only members with the same one join each other
 * @param bind where the cluster manager listens
 * @param eventBus where the event bus listens
 * @param advertise the host or address at which the other members reach this one; if empty, the
 *     first address of this machine
 * @param members members that may already run; any one is enough to join
 * @param dns the name that resolves to the members' addresses; empty for none
 * @param tls encryption of the event bus
 */
public record ClusterConfig(
    @Setting(
        doc = "Name of the cluster: members with another name stay apart, even in one network",
        byDefault = "redstart")
    String name,

    @Setting(doc = "Where the cluster manager (Hazelcast) listens", byDefault = "0.0.0.0:5701")
    Endpoint bind,

    @Setting(doc = "Where the event bus listens; port 0 picks a free port", byDefault = "0.0.0.0:0")
    Endpoint eventBus,

    @Setting(
        doc = "Host or address at which the other members reach this one; by default the first"
            + " address of this machine",
        byDefault = "\"\"")
    String advertise,

    @Setting(
        doc = "Other members, as `host:port`; one that already runs is enough to join",
        byDefault = "[]")
    List<Endpoint> members,

    @Setting(
        doc = "Host name that resolves to the members' addresses, such as a headless service's in"
            + " Kubernetes; instead of `cluster.members`",
        byDefault = "\"\"")
    String dns,

    ClusterTlsConfig tls) {
  /** Copies the list; rejects members together with a DNS name. */
  public ClusterConfig {
    members = List.copyOf(members);
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    List<Endpoint> nobody = members.stream().filter(Endpoint::isAnyHost).toList();
    if (!nobody.isEmpty()) {
      throw new IllegalArgumentException(
          "members has " + nobody + ", at which no member can be reached");
    }
    if (!members.isEmpty() && !dns.isEmpty()) {
      throw new IllegalArgumentException("members and dns exclude each other: set one of them");
    }
  }
}
