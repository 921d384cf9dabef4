// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * What a crash test does.
 *
 * @param javaCommand the start of the services' command lines, up to the command's name
 * @param folder the folder of the stores and logs
 * @param aggregators the number of aggregators in a cluster of processes; 0 for the all-in-one
 * @param kills the number of kills, or of faults
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
    Path folder,
    int aggregators,
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
    /** Aggregators are added, drained, killed, frozen and replaced by a new release. */
    CHANGE
  }

  CrashPlan {
    javaCommand = List.copyOf(javaCommand);
    if (kills < 1 || verifyEvery < 1 || calmMillisMax < 1 || windowMillis < 1) {
      throw new IllegalArgumentException("kills, times and windows must be positive");
    }
  }

  MembersPlan members() {
    boolean needsPreload = strike == Strike.POWER_CUT || strike == Strike.FAULTS;
    return new MembersPlan(
        javaCommand,
        folder,
        aggregators,
        windowMillis,
        needsPreload,
        strike == Strike.CUT,
        strike == Strike.CHANGE);
  }
}
