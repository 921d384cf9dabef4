// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.server.ProcessUse;

/**
 * What one page cost the process that wrote it.
 *
 * @param bytes the length of the body as sent
 * @param millis the time until its last byte arrived
 * @param workMillis the CPU time of the process without a Java compiler
 * @param jitMillis the CPU time of a Java compiler
 * @param residentBytes the memory of the process before
 * @param peakBytes its most memory meanwhile
 */
record ScrapeCost(
    long bytes,
    double millis,
    double workMillis,
    double jitMillis,
    long residentBytes,
    long peakBytes) {
  static ScrapeCost between(ProcessUse before, ProcessUse after, long bytes, double millis) {
    return new ScrapeCost(
        bytes,
        millis,
        after.workMillisSince(before),
        after.jitMillisSince(before),
        before.residentBytes(),
        after.peakBytes());
  }
}
