// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that its user advances. Thread-safe. */
final class RunningClock implements InstantSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final AtomicLong millis;

  RunningClock(long startMillis) {
    millis = new AtomicLong(startMillis);
  }

  void advance(long byMillis) {
    millis.addAndGet(byMillis);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  long nanos() {
    return millis.get() * NANOS_PER_MILLI;
  }
}
