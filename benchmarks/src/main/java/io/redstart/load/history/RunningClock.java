// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that someone advances. Thread-safe for one who advances it. */
final class RunningClock implements InstantSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private volatile long millis = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  void advance(long byMillis) {
    millis = millis + byMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  long nanos() {
    return millis * NANOS_PER_MILLI;
  }
}
