// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * Describes the processes under test.
 *
 * @param javaCommand the command of each process, up to the arguments of Redstart
 * @param folder the folder of their stores and logs
 * @param aggregators the number of aggregators in a cluster; 0 for one process with everything
 * @param ingests the number of ingest services in a cluster
 * @param queries the number of query services in a cluster
 * @param replicas how many aggregators keep each span
 * @param windowMillis the length of the stores' windows
 * @param needsPreload whether the stores' system calls are observed
 * @param needsNetwork whether each process gets a network of its own
 * @param lastComesLater whether the last aggregator is not started with the others
 * @param beginsEarlier whether the command is that of the release before
 */
public record MembersPlan(
    List<String> javaCommand,
    Path folder,
    int aggregators,
    int ingests,
    int queries,
    int replicas,
    long windowMillis,
    boolean needsPreload,
    boolean needsNetwork,
    boolean lastComesLater,
    boolean beginsEarlier) {
  /** Copies the command. */
  public MembersPlan {
    javaCommand = List.copyOf(javaCommand);
  }

  /** Returns a plan of a cluster with one ingest and one query service on loopback. */
  public static MembersPlan cluster(
      List<String> javaCommand, Path folder, int aggregators, long windowMillis) {
    return new MembersPlan(
        javaCommand, folder, aggregators, 1, 1, 1, windowMillis, false, false, false, false);
  }

  /** Returns the same plan with all processes on this host. */
  public MembersPlan onLoopback() {
    return new MembersPlan(
        javaCommand,
        folder,
        aggregators,
        ingests,
        queries,
        replicas,
        windowMillis,
        needsPreload,
        false,
        lastComesLater,
        beginsEarlier);
  }

  int processes() {
    return aggregators == 0 ? 1 : aggregators + ingests + queries;
  }
}
