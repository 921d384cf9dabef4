// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Lets commits overlap syncs of any length while the wall clock is set forward and back, restarts
 * now and then, and checks what the clock guarantees after each step (docs/rules.md, W1).
 */
class WindowClockRandomTest {
  private static final long WINDOW = 5_000;
  private static final int STEPS = 2_000;

  private final FakeClock time = FakeClock.at(100_000_000);

  /** The leases of commits that are not synced yet, the oldest first. */
  private final Deque<Long> unsynced = new ArrayDeque<>();

  private final List<String> history = new ArrayList<>();
  private long onDiskMillis;
  private long shownMillis;
  private long lastLeaseMillis;
  private WindowClock clock = WindowClock.recording(time, time::nanos, WINDOW, 0);

  @RepeatedTest(20)
  void sealedStamps_areOnDiskAndNeverChange(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < STEPS; step++) {
      step(random);
      look("seed " + seed + ", step " + step + ", " + history);
    }
    assertThat(shownMillis).as("seed %d seals windows", seed).isPositive();
  }

  private void step(SplittableRandom random) {
    int choice = random.nextInt(100);
    if (choice < 40) {
      note("advance", () -> time.advance(random.nextInt(3_000)));
    } else if (choice < 65) {
      note("lease", this::lease);
    } else if (choice < 90) {
      note("sync", () -> sync(random.nextInt(unsynced.size() + 1)));
    } else if (choice < 97) {
      note("jump", () -> time.jump(random.nextInt(-20_000, 20_000)));
    } else {
      note("restart", this::restart);
    }
  }

  private void note(String what, Runnable action) {
    action.run();
    history.add(what + " at " + time.millis());
    if (history.size() > 10) {
      history.remove(0);
    }
  }

  private void lease() {
    long leasedMillis = clock.lease();
    assertThat(leasedMillis).as("lease").isGreaterThan(shownMillis);
    assertThat(leasedMillis).as("lease").isGreaterThanOrEqualTo(lastLeaseMillis);
    lastLeaseMillis = leasedMillis;
    unsynced.add(leasedMillis);
  }

  /** Syncs some commits with the stamp of now, as the committer does. */
  private void sync(int commits) {
    long stampMillis = clock.stampMillis();
    for (int i = 0; i < commits; i++) {
      clock.release(unsynced.remove());
    }
    onDiskMillis = Math.max(onDiskMillis, stampMillis);
    clock.recorded(stampMillis);
  }

  /** Forgets the commits that are not synced; the next start knows only what is on disk. */
  private void restart() {
    unsynced.clear();
    lastLeaseMillis = 0;
    clock = WindowClock.recording(time, time::nanos, WINDOW, onDiskMillis);
  }

  private void look(String when) {
    long sealedMillis = clock.sealedMillis();
    assertThat(sealedMillis % WINDOW).as(when).isZero();
    assertThat(sealedMillis).as(when).isLessThanOrEqualTo(onDiskMillis);
    if (!unsynced.isEmpty()) {
      assertThat(sealedMillis).as(when).isLessThan(Collections.min(unsynced));
    }
    shownMillis = Math.max(shownMillis, sealedMillis);
  }
}
