// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterRequest;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drains aggregators, one at a time, stops those that are drained, and forgets lost ones. */
final class Operator {
  private static final long LOOK_MILLIS = 1_000;
  private static final long TIMEOUT_MILLIS = 5_000;
  /** So long after its loss a store is given up. */
  private static final long PATIENCE_MILLIS = 10_000;

  private final Cluster cluster;
  private final SimulatedProcess process;
  private final Set<String> names = new HashSet<>();
  /** The latest announcement of each aggregator's own store. */
  private final Map<String, Announcement> heard = new HashMap<>();

  private String lostName = "";
  private @Nullable StoreId lost;
  private boolean isForgetting;
  private int forgotten;
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
      Announcement keeper = heard.get(one.keeper());
      if (isForgetting && one.store().equals(lost) && keeper != null) {
        // Only who serves the copy knows that nothing else is missing.
        isForgetting = false;
        ask(keeper, new ClusterRequest(ClusterRequest.Kind.FORGET, lostName))
            .onSuccess(answer -> forgotten += answer.refusal().isEmpty() ? 1 : 0);
      }
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
    ask(target, new ClusterRequest(ClusterRequest.Kind.DRAIN)).onComplete(answer -> {
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
      ask(target, new ClusterRequest(ClusterRequest.Kind.FACTS)).onComplete(answer -> {
        String phase = answer.succeeded() ? answer.result().facts().draining().phase() : "unknown";
        if (phase.startsWith("drained")) {
          drained++;
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

  private Future<ClusterReply> ask(Announcement target, ClusterRequest request) {
    return cluster
        .bus()
        .request(process, target.clusterAddress(), request.toFrame(), TIMEOUT_MILLIS)
        .map(Message::body)
        .map(ClusterReply::from);
  }

  /** Gives a store up that will not come back, once its copy is there. */
  void forget(String name, StoreId store) {
    lostName = name;
    lost = store;
    process.after(PATIENCE_MILLIS, () -> isForgetting = true);
  }

  /** Waits until nobody is being drained, and gives up what is lost. */
  void finish() {
    cluster.schedule().runUntil(() -> !isDraining);
    isForgetting = true;
  }

  /** Returns whether an aggregator was drained, or may have been. */
  boolean hasDrained() {
    return hasDrained;
  }

  /** Returns how often a store was given up of whose copy there was a warning. */
  int forgotten() {
    return forgotten;
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
