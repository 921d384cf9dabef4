// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.MembersPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * What a crash test does.
 *
 * @param javaCommand the start of the services' command lines, up to the command's name
 * @param folder the folder of the stores and logs
 * @param before the same of the release before, with which the services start; empty for none
 * @param aggregators the number of aggregators in a cluster of processes; 0 for the all-in-one
 * @param ingests the number of ingest services of a cluster
 * @param queries the number of query services of a cluster
 * @param replicas how many aggregators keep each span
 * @param kills the number of kills, faults or disturbances
 * @param seed the seed of every random choice
 * @param calmMillisMax the longest time between readiness and a kill
 * @param windowMillis the length of the store's windows
 * @param verifyEvery after how many kills the books are compared with the counts
 * @param spansPerSecond the rate of the load
 * @param disturbanceMillis how long a process is frozen, or the network cut
 * @param strike what happens in addition to a kill
 */
record CrashPlan(
    List<String> javaCommand,
    List<String> before,
    Path folder,
    int aggregators,
    int ingests,
    int queries,
    int replicas,
    int kills,
    long seed,
    long calmMillisMax,
    long windowMillis,
    int verifyEvery,
    long spansPerSecond,
    long disturbanceMillis,
    Strike strike) {

  /** What happens in addition to a kill. */
  enum Strike {
    /** Nothing: the system keeps what the process wrote. */
    KILL,
    /** Bytes that were not synced vanish from the store. */
    POWER_CUT,
    /** Syncs and writes fail or stall before the kill. */
    FAULTS,
    /** The journal is deleted, which must be noticed. */
    DELETE_JOURNAL,
    /** No kill: a process stands still for a while. */
    FREEZE,
    /** No kill: two processes cannot reach each other for a while. */
    CUT,
    /** Services are added, drained, killed, frozen, cut off and replaced by a new release. */
    CHANGE
  }

  CrashPlan {
    javaCommand = List.copyOf(javaCommand);
    before = List.copyOf(before);
    if (kills < 1 || verifyEvery < 1 || calmMillisMax < 1 || windowMillis < 1) {
      throw new IllegalArgumentException("kills, times and windows must be positive");
    }
  }

  MembersPlan members() {
    boolean needsPreload = strike == Strike.POWER_CUT || strike == Strike.FAULTS;
    return new MembersPlan(
        before.isEmpty() ? javaCommand : before,
        folder,
        aggregators,
        ingests,
        queries,
        replicas,
        windowMillis,
        needsPreload,
        strike == Strike.CUT || strike == Strike.CHANGE,
        strike == Strike.CHANGE,
        !before.isEmpty());
  }
}
