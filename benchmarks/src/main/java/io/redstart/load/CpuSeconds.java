// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.time.Duration;

/** Reads the CPU time that a process on this machine has used so far. */
final class CpuSeconds {
  private CpuSeconds() {}

  /**
   * Returns user and system time in seconds.
   *
   * @throws IllegalArgumentException if the process does not exist or its CPU time is unknown
   */
  static double of(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .map(nanos -> nanos / 1e9)
        .orElseThrow(() -> new IllegalArgumentException("no CPU time of process " + pid));
  }
}
