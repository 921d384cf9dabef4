// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final int QUEUE_MAX_MILLIS = 500;

  private final Backlog backlog = new Backlog(QUEUE_MAX_MILLIS, Integer.MAX_VALUE);

  @Test
  void admit_holdsNobodyUpOnALoopWithTime() {
    for (int i = 0; i < 100; i++) {
      backlog.tick(Backlog.TICK_MILLIS + Backlog.LATE_MILLIS - 1);
    }

    assertThat(admitted(10_000)).as("slow senders").isEqualTo(10_000);
  }

  @Test
  void admit_holdsNobodyUpForAPause() {
    for (int i = 0; i < Backlog.BEHIND_TICKS - 1; i++) {
      backlog.tick(10 * QUEUE_MAX_MILLIS);
    }

    assertThat(admitted(10_000)).isEqualTo(10_000);
  }

  @Test
  void admit_letsInWhatIsReadInTimeWhileTheLoopIsBehind() {
    // 120 requests in 120 ms: 1,000 a second, and timers 20 ms late.
    for (int i = 0; i < 100; i++) {
      read(120);
      backlog.tick(Backlog.TICK_MILLIS + 20);
    }

    assertThat(admitted(10_000)).isBetween(475, 480);
  }

  @Test
  void admit_looksAtWhatCameSinceTheLastTickToo() {
    for (int i = 0; i < 100; i++) {
      read(120);
      backlog.tick(Backlog.TICK_MILLIS + 20);
    }
    read(400);

    assertThat(admitted(10_000)).as("of about 480").isBetween(75, 80);
  }

  @Test
  void admit_letsSomeInHoweverLateTheLoopIs() {
    for (int i = 0; i < 100; i++) {
      backlog.tick(10 * QUEUE_MAX_MILLIS);
    }

    assertThat(admitted(10_000)).isEqualTo(Backlog.ALWAYS);
  }

  @Test
  void admit_letsAllInAgainOnceTheLoopIsNotBehind() {
    fill(backlog);
    for (int i = 0; i < Backlog.BEHIND_TICKS; i++) {
      backlog.tick(Backlog.TICK_MILLIS);
    }

    assertThat(admitted(10_000)).isEqualTo(10_000);
  }

  @Test
  void hold_hasALimit() {
    for (int i = 0; i < Backlog.HELD_MAX; i++) {
      assertThat(backlog.hold()).isTrue();
    }
    assertThat(backlog.hold()).isFalse();

    backlog.letGo();
    assertThat(backlog.hold()).isTrue();
  }

  @Test
  void admit_holdsNobodyUpWithoutALimit() {
    Backlog unlimited = new Backlog(0, Integer.MAX_VALUE);
    for (int i = 0; i < Backlog.BEHIND_TICKS; i++) {
      unlimited.tick(100_000);
    }

    for (int i = 0; i < 1_000; i++) {
      assertThat(unlimited.admit()).isTrue();
    }
  }

  /** Makes a backlog let nobody in until somebody is done. */
  static void fill(Backlog backlog) {
    for (int i = 0; i < Backlog.BEHIND_TICKS; i++) {
      backlog.tick(5 * QUEUE_MAX_MILLIS);
    }
    for (int i = 0; i < Backlog.ALWAYS; i++) {
      assertThat(backlog.admit()).isTrue();
    }
    assertThat(backlog.admit()).isFalse();
  }

  private int admitted(int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += backlog.admit() ? 1 : 0;
    }
    return admitted;
  }

  private void read(int requests) {
    for (int i = 0; i < requests; i++) {
      assertThat(backlog.admit()).isTrue();
      backlog.ended(true);
    }
  }
}
