// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Something that members must survive without a restart.
 *
 * @param what what happens, for the report
 * @param begin begins it
 * @param end ends it
 */
record Disturbance(String what, Step begin, Step end) {
  private static final Duration STOP_MAX = Duration.ofSeconds(20);

  /** A command to the system. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException, InterruptedException;
  }

  /** A process that gets no processor time, as with a suspended virtual machine. */
  static Disturbance freeze(Member victim) {
    return new Disturbance(
        "freeze " + victim.name(), () -> signal(victim, "STOP"), () -> signal(victim, "CONT"));
  }

  /** Two members that cannot reach each other, while all others reach both. */
  static Disturbance cut(Network network, List<Member> all, Member one, Member other) {
    int[] hosts = {all.indexOf(one), all.indexOf(other)};
    return new Disturbance(
        "cut " + one.name() + " from " + other.name(),
        () -> network.cut(hosts),
        () -> network.heal(hosts));
  }

  /** An aggregator that joins. */
  static Disturbance join(Member newcomer) {
    return new Disturbance("add " + newcomer.name(), () -> begin(newcomer), () -> {});
  }

  /** An aggregator that leaves and hands its counts over. */
  static Disturbance drain(Member leaver, Members members) {
    return new Disturbance("drain " + leaver.name(), () -> members.drain(leaver), () -> {});
  }

  /** A process that crashes, and is started again. */
  static Disturbance crash(Member victim) {
    return new Disturbance(
        "kill " + victim.name(),
        () -> {
          victim.kill();
          begin(victim);
        },
        () -> {});
  }

  /** Processes that are stopped and started again, one after the other. */
  static Disturbance release(List<Member> members) {
    return new Disturbance(
        "restart all aggregators, one after the other",
        () -> {
          for (Member member : members) {
            member.process().stop(STOP_MAX);
            begin(member);
          }
        },
        () -> {});
  }

  private static void begin(Member member) throws IOException, InterruptedException {
    member.start();
    if (!member.awaitReady()) {
      throw new IOException(
          member.name() + " does not start: " + member.process().end());
    }
  }

  private static void signal(Member member, String signal)
      throws IOException, InterruptedException {
    String pid = Long.toString(member.process().pid());
    if (new ProcessBuilder("kill", "-" + signal, pid).start().waitFor() != 0) {
      throw new IOException("no signal reached " + member.name());
    }
  }
}
