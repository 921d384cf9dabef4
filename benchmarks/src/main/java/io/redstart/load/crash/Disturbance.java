// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that the services must survive.
 *
 * @param what what happens, for the report
 * @param begin begins it
 * @param end ends it after a while; nothing if it is over at once
 */
record Disturbance(String what, Step begin, @Nullable Step end) {
  /** Pods of a deployment follow each other when the new one is ready. */
  private static final long PAUSE_MILLIS = 2_000;

  /** A command to the system. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException, InterruptedException;
  }

  /** A process that gets no processor time, as with a suspended virtual machine. */
  static Disturbance freeze(Member victim) {
    return new Disturbance("freeze " + victim.name(), victim::freeze, victim::thaw);
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
    return new Disturbance("add " + newcomer.name(), () -> start(newcomer), null);
  }

  /** An aggregator that hands its counts over and is stopped. */
  static Disturbance drain(Member leaver, Members members) {
    return new Disturbance(
        "drain and stop " + leaver.name(),
        () -> {
          members.drain(leaver);
          leaver.stop();
        },
        null);
  }

  /** A process that crashes, and is started again. */
  static Disturbance crash(Member victim) {
    return new Disturbance(
        "kill " + victim.name(),
        () -> {
          victim.kill();
          start(victim);
        },
        null);
  }

  /** A volume that is lost with its process; the next one starts with an empty one. */
  static Disturbance lose(Member victim) {
    return new Disturbance(
        "kill " + victim.name() + " and delete its volume",
        () -> {
          victim.kill();
          empty(victim.store().orElseThrow());
          start(victim);
        },
        null);
  }

  /**
   * Processes that are stopped and started again, one after the other.
   *
   * @param order the processes
   * @param release the program that they start with
   */
  static Disturbance release(
      String what, Members members, List<Member> order, List<String> release) {
    return new Disturbance(
        what,
        () -> {
          for (Member member : order) {
            member.stop();
            members.upgrade(member, release);
            start(member);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          }
        },
        null);
  }

  private static void start(Member member) throws IOException, InterruptedException {
    member.start();
    if (!member.awaitReady()) {
      throw new IOException(
          member.name() + " does not start: " + member.process().end());
    }
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder)) {
          Files.delete(each);
        }
      }
    }
  }
}
