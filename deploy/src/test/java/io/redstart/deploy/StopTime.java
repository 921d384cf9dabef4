// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.Arrays;

/** How long a process may take to stop; tests compare manifests with it. */
public final class StopTime {
  private StopTime() {}

  /** Returns the longest stop of a command, which is empty for the all-in-one. */
  public static int secondsMax(String command) {
    return Arrays.stream(Role.values())
        .filter(role -> role.command().equals(command))
        .findFirst()
        .orElse(Role.ALL_IN_ONE)
        .stopSecondsMax();
  }
}
