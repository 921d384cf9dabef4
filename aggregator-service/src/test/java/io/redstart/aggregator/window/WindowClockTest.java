// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.FakeClock;
import org.junit.jupiter.api.Test;

class WindowClockTest {
  private static final long WINDOW = 5_000;

  private final FakeClock time = FakeClock.at(100_000);
  private final WindowClock clock = new WindowClock(time, time::nanos, WINDOW, 0);

  @Test
  void lease_isTheFirstWindowThatEndsAGapLater() {
    time.advanceTo(103_999);
    assertThat(stampOf(clock)).isEqualTo(105_000);
    time.advanceTo(104_000);
    assertThat(stampOf(clock)).isEqualTo(105_000);
    time.advanceTo(104_001);
    assertThat(stampOf(clock)).isEqualTo(110_000);
  }

  @Test
  void sealed_isTheLastWindowThatEnded() {
    time.advanceTo(104_999);
    assertThat(clock.sealedMillis()).isEqualTo(100_000);
    time.advanceTo(105_000);
    assertThat(clock.sealedMillis()).isEqualTo(105_000);
  }

  @Test
  void lease_neverDecreasesWhenTheClockIsSetBack() {
    time.advanceTo(124_500);
    assertThat(stampOf(clock)).isEqualTo(130_000);
    time.jump(-20_000);
    assertThat(stampOf(clock)).isEqualTo(130_000);
  }

  @Test
  void lease_isLaterThanWhatWasShownAsSealed() {
    time.advanceTo(120_000);
    assertThat(clock.sealedMillis()).isEqualTo(120_000);
    time.jump(-20_000);
    assertThat(stampOf(clock)).isEqualTo(125_000);
    assertThat(clock.sealedMillis()).isEqualTo(120_000);
  }

  @Test
  void start_opensAWindowLaterThanAnyThatWasUsed() {
    WindowClock next = new WindowClock(time, time::nanos, WINDOW, 115_000);
    assertThat(stampOf(next)).isEqualTo(120_000);
  }

  @Test
  void start_refusesAWindowOfNoLength() {
    assertThatThrownBy(() -> new WindowClock(time, time::nanos, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window of 0 ms");
  }

  @Test
  void problem_isNoneWhileBothClocksAgree() {
    time.advance(3_600_000);
    assertThat(clock.problem()).isEmpty();
    time.jump(60_000);
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void problem_tellsOfAJumpByMoreThanAMinute() {
    time.jump(60_001);
    assertThat(clock.problem())
        .contains("the clock jumped by 60001 ms against the monotonic clock");
  }

  @Test
  void sealed_standsStillAfterAJump() {
    time.jump(3_600_000);
    assertThat(clock.sealedMillis()).isEqualTo(100_000);
    time.jump(-3_600_000);
    time.advance(5_000);
    assertThat(clock.sealedMillis()).isEqualTo(105_000);
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void jump_isBelievedOnceTheClockHasKeptItsCourseForAMinute() {
    time.jump(3_600_000);
    assertThat(clock.problem()).isPresent();
    time.advance(59_999);
    assertThat(clock.problem()).isPresent();
    time.advance(1);
    assertThat(clock.problem()).isEmpty();
    assertThat(clock.sealedMillis()).isEqualTo(3_760_000);
  }

  @Test
  void jumpBack_isAProblemUntilTheClockHasCaughtUpWithTheWindows() {
    assertThat(stampOf(clock)).isEqualTo(105_000);
    time.jump(-90_000);
    clock.problem();
    time.advance(60_000);
    // Now at 70 s, and the newest window took what was committed until 104 s.
    assertThat(clock.problem()).isEmpty();
    assertThat(stampOf(clock)).isEqualTo(105_000);
    time.jump(-3_000_000);
    clock.problem();
    time.advance(60_000);
    assertThat(clock.problem())
        .hasValueSatisfying(text -> assertThat(text).contains("ms ahead of the clock"));
  }

  @Test
  void sealed_waitsForTheOldestLease() {
    time.advanceTo(104_000);
    long first = clock.lease();
    time.advanceTo(104_500);
    long second = clock.lease();
    assertThat(first).isEqualTo(105_000);
    assertThat(second).isEqualTo(110_000);

    time.advanceTo(121_000);
    assertThat(clock.sealedMillis()).isEqualTo(100_000);
    clock.release(second);
    assertThat(clock.sealedMillis()).isEqualTo(100_000);
    clock.release(first);
    assertThat(clock.sealedMillis()).isEqualTo(120_000);
  }

  @Test
  void sealed_waitsForEveryLeaseOfAStamp() {
    long stamp = clock.lease();
    assertThat(clock.lease()).isEqualTo(stamp);
    clock.release(stamp);
    time.advanceTo(111_000);
    assertThat(clock.sealedMillis()).isEqualTo(100_000);
    clock.release(stamp);
    assertThat(clock.sealedMillis()).isEqualTo(110_000);
  }

  @Test
  void lease_whileAnOlderOneLastsIsStillByTime() {
    clock.lease();
    time.advanceTo(121_000);
    assertThat(stampOf(clock)).isEqualTo(125_000);
  }

  @Test
  void release_ofWhatIsNotLeasedFails() {
    assertThatThrownBy(() -> clock.release(105_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stamp 105000 is not leased");
  }

  @Test
  void stampMillis_isThatOfTheNextCommitWithoutALease() {
    time.advanceTo(104_001);
    assertThat(clock.stampMillis()).isEqualTo(110_000);
    assertThat(stampOf(clock)).isEqualTo(110_000);
    time.advanceTo(110_000);
    assertThat(clock.sealedMillis()).isEqualTo(110_000);
  }

  @Test
  void recordingClock_sealsNothingThatIsNotRecorded() {
    WindowClock recording = WindowClock.recording(time, time::nanos, WINDOW, 100_000);
    time.advanceTo(121_000);
    assertThat(recording.sealedMillis()).isEqualTo(100_000);
    recording.recorded(110_000);
    assertThat(recording.sealedMillis()).isEqualTo(110_000);
    recording.recorded(105_000);
    assertThat(recording.sealedMillis()).isEqualTo(110_000);
    recording.recorded(125_000);
    assertThat(recording.sealedMillis()).isEqualTo(120_000);
  }

  @Test
  void recordingClock_waitsForLeasesToo() {
    WindowClock recording = WindowClock.recording(time, time::nanos, WINDOW, 100_000);
    long leased = recording.lease();
    recording.recorded(leased);
    time.advanceTo(111_000);
    assertThat(recording.sealedMillis()).isEqualTo(100_000);
    recording.release(leased);
    assertThat(recording.sealedMillis()).isEqualTo(105_000);
  }

  @Test
  void recordingClock_afterTheClockWasSetBack_stampsLaterThanWhatWasShown() {
    WindowClock recording = WindowClock.recording(time, time::nanos, WINDOW, 200_000);
    assertThat(stampOf(recording)).isEqualTo(205_000);
    assertThat(recording.sealedMillis()).isEqualTo(100_000);
    time.advanceTo(300_000);
    assertThat(recording.sealedMillis()).isEqualTo(200_000);
  }

  private static long stampOf(WindowClock clock) {
    long stamp = clock.lease();
    clock.release(stamp);
    return stamp;
  }
}
