// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drains aggregators, one at a time, and stops those that are drained. */
final class Operator {
  private static final long LOOK_MILLIS = 1_000;
  private static final long TIMEOUT_MILLIS = 5_000;

  private final Cluster cluster;
  private final SimulatedProcess process;
  private final Set<String> names = new HashSet<>();
  /** The latest announcement of each aggregator's own store. */
  private final Map<String, Announcement> heard = new HashMap<>();

  /** The stores of which copies were heard, by what their addresses begin with. */
  private final Map<String, StoreId> copies = new HashMap<>();
  /** The stores that do not come back: of them there are only copies. */
  private final Set<StoreId> gone = new HashSet<>();

  private int copiesHeard;
  private int followersHeard;
  private boolean isDraining;
  private boolean hasDrained;
  private int drained;

  Operator(Cluster cluster, List<Aggregator> aggregators) {
    this.cluster = cluster;
    this.process = cluster.process("operator", 0);
    aggregators.forEach(one -> names.add(one.name));
    cluster.bus().register(process, Announcement.ADDRESS, message -> {
      heard(Announcement.from(message.body()));
    });
  }

  private void heard(Announcement one) {
    if (one.isReplica()) {
      copiesHeard++;
      copies.put(one.selectAddress(0).replaceFirst("\\.0$", ""), one.store());
    } else if (names.contains(one.name())) {
      heard.put(one.name(), one);
      followersHeard += one.follower().isEmpty() ? 0 : 1;
    }
  }

  /** Drains an aggregator, unless another one is being drained. */
  void drain(Aggregator aggregator) {
    Announcement target = heard.get(aggregator.name);
    if (isDraining || target == null) {
      return;
    }
    isDraining = true;
    hasDrained = true;
    ask(target, ClusterRequest.Kind.DRAIN).onComplete(answer -> {
      if (answer.succeeded() && !answer.result().refusal().isEmpty()) {
        cluster.log(aggregator.name + " is not drained: " + answer.result().refusal());
        isDraining = false;
      } else {
        // Without an answer it may have begun.
        look(aggregator, target);
      }
    });
  }

  private void look(Aggregator aggregator, Announcement target) {
    process.after(LOOK_MILLIS, () -> {
      if (aggregator.process() == null || aggregator.starts() != startsOf(target, aggregator)) {
        isDraining = false;
        return;
      }
      ask(target, ClusterRequest.Kind.FACTS).onComplete(answer -> {
        String phase = answer.succeeded() ? answer.result().facts().draining().phase() : "unknown";
        if (phase.startsWith("drained")) {
          drained++;
          gone.add(target.store());
          cluster.log(aggregator.name + " is drained");
          aggregator.stop();
          isDraining = false;
        } else if (phase.isEmpty()) {
          isDraining = false;
        } else {
          look(aggregator, target);
        }
      });
    });
  }

  private int startsOf(Announcement target, Aggregator aggregator) {
    Announcement now = heard.get(aggregator.name);
    boolean isSame = now != null && now.incarnation() == target.incarnation();
    return isSame ? aggregator.starts() : -1;
  }

  private Future<ClusterReply> ask(Announcement target, ClusterRequest.Kind kind) {
    return cluster
        .bus()
        .request(process, target.clusterAddress(), request(kind), TIMEOUT_MILLIS)
        .map(Message::body)
        .map(ClusterReply::from);
  }

  private static Frame request(ClusterRequest.Kind kind) {
    return new ClusterRequest(kind).toFrame();
  }

  /** Notes that a store will not come back. */
  void isGone(StoreId store) {
    gone.add(store);
  }

  /** Returns whether one of these addresses is that of a copy whose store may come back. */
  boolean readsForNow(Set<String> addresses) {
    return addresses.stream()
        .filter(address -> address.startsWith(SimulatedBus.SELECT))
        .map(address -> copies.get(address.substring(0, address.lastIndexOf('.'))))
        .anyMatch(store -> store != null && !gone.contains(store));
  }

  /** Waits until nobody is being drained. */
  void finish() {
    cluster.schedule().runUntil(() -> !isDraining);
  }

  /** Returns whether an aggregator was drained, or may have been. */
  boolean hasDrained() {
    return hasDrained;
  }

  int drained() {
    return drained;
  }

  /** Returns how many announcements of copies were heard. */
  int copiesHeard() {
    return copiesHeard;
  }

  /** Returns how many announcements of stores with a follower in step were heard. */
  int followersHeard() {
    return followersHeard;
  }
}
