// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The disturbances of a cluster's life, in turn: it grows and shrinks, processes crash and freeze,
 * the network is cut, and a release rolls out.
 */
final class Changes {
  private Changes() {}

  /** Returns freezes of the aggregators. */
  static List<Disturbance> freezes(Members members) {
    return members.aggregators().stream().map(Disturbance::freeze).toList();
  }

  /** Returns cuts between services of each kind; none without hosts of their own. */
  static List<Disturbance> cuts(Members members) {
    Optional<Network> network = members.network();
    if (network.isEmpty()) {
      return List.of();
    }
    List<Member> all = members.all();
    Member last = last(members.aggregators());
    return List.of(
        Disturbance.cut(network.get(), all, members.ingests().get(0), last),
        Disturbance.cut(network.get(), all, members.aggregators().get(0), last),
        Disturbance.cut(network.get(), all, last(members.queries()), last));
  }

  /** Returns everything that happens to a cluster whose last aggregator comes later. */
  static List<Disturbance> of(CrashPlan plan, Members members) {
    List<Member> aggregators = members.aggregators();
    Member first = aggregators.get(0);
    Member last = last(aggregators);
    List<Disturbance> all = new ArrayList<>();
    if (!plan.before().isEmpty()) {
      List<Member> running = new ArrayList<>(members.all());
      running.remove(last);
      all.add(release("replace the release before by the present one", plan, members, running));
    }
    members.upgrade(last, plan.javaCommand());
    all.add(Disturbance.join(last));
    all.add(Disturbance.drain(first, members));
    all.add(Disturbance.join(first));
    all.add(Disturbance.crash(aggregators.get(1)));
    if (plan.replicas() > 1) {
      all.add(Disturbance.lose(last));
    }
    all.add(Disturbance.freeze(last));
    all.add(Disturbance.freeze(members.ingests().get(0)));
    all.add(Disturbance.freeze(members.queries().get(0)));
    all.addAll(cuts(members));
    all.add(Disturbance.crash(last(members.ingests())));
    all.add(release("restart all services", plan, members, members.all()));
    return all;
  }

  private static Disturbance release(
      String what, CrashPlan plan, Members members, List<Member> replaced) {
    List<Member> order = new ArrayList<>(replaced);
    // An orchestrator replaces the three services side by side, so every order is possible.
    Collections.shuffle(order, new Random(plan.seed()));
    String names = String.join(", ", order.stream().map(Member::name).toList());
    return Disturbance.release(what + ": " + names, members, order, plan.javaCommand());
  }

  private static Member last(List<Member> members) {
    return members.get(members.size() - 1);
  }
}
