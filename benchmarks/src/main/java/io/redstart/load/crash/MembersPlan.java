// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * Describes the processes under test.
 *
 * @param javaCommand the command of each process, up to the arguments of Redstart
 * @param folder the folder of their stores and logs
 * @param aggregators the number of aggregators in a cluster; 0 for one process with everything
 * @param windowMillis the length of the stores' windows
 * @param needsPreload whether the stores' system calls are observed
 * @param needsNetwork whether each process gets a network of its own
 */
public record MembersPlan(
    List<String> javaCommand,
    Path folder,
    int aggregators,
    long windowMillis,
    boolean needsPreload,
    boolean needsNetwork) {
  /** Copies the command. */
  public MembersPlan {
    javaCommand = List.copyOf(javaCommand);
  }
}
