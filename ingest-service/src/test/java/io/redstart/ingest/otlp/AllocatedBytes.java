// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bounds what a piece of code allocates by what it was given. */
final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Messages of exceptions and the like. */
  private static final long SLACK_BYTES = 1 << 16;

  private AllocatedBytes() {}

  static void assertAtMost(long bytes, Runnable code) {
    if (allocatedBy(code) > bytes + SLACK_BYTES) {
      // The first time some of it may have loaded classes.
      assertThat(allocatedBy(code)).as("allocated bytes").isLessThanOrEqualTo(bytes + SLACK_BYTES);
    }
  }

  static long allocatedBy(Runnable code) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    code.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
