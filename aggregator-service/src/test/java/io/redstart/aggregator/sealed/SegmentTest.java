// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.sealed.SealedState.Progress;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Windows of 5 s in families of 1 h, and of 1 min in families of 24 h. */
class SegmentTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final List<Tier> TIERS = List.of(
      new Tier(new TierGrid(5_000, HOUR), 6 * HOUR),
      new Tier(new TierGrid(MINUTE, 24 * HOUR), 360 * HOUR));

  @Test
  void onlyFineWindowsWanted_areReadFromTheFinestTier() {
    assertThat(segments(state(20, 0, 0), 2 * HOUR, 20 * HOUR, 0))
        .containsExactly(new Segment(0, 2 * HOUR, 20 * HOUR));
  }

  @Test
  void coarseWindowsWanted_areReadFromTheCoarseTierAsFarAsTheyAre() {
    assertThat(segments(state(20, 0, 0), 2 * HOUR, 30 * HOUR, 12 * HOUR))
        .containsExactly(new Segment(1, 2 * HOUR, 12 * HOUR), new Segment(0, 12 * HOUR, 30 * HOUR));
  }

  @Test
  void whatIsNotRolledUp_isReadFromTheFinerTier() {
    assertThat(segments(state(20, 0, 0), 2 * HOUR, 30 * HOUR, 30 * HOUR))
        .containsExactly(new Segment(1, 2 * HOUR, 20 * HOUR), new Segment(0, 20 * HOUR, 30 * HOUR));
  }

  @Test
  void boundary_isTheEndOfAWholeFinerFamily() {
    long wanted = 12 * HOUR + 7 * MINUTE;
    assertThat(segments(state(20, 0, 0), 2 * HOUR, 30 * HOUR, wanted))
        .containsExactly(new Segment(1, 2 * HOUR, 12 * HOUR), new Segment(0, 12 * HOUR, 30 * HOUR));
    assertThat(segments(state(20, 0, 0), 12 * HOUR, 30 * HOUR, wanted))
        .containsExactly(new Segment(0, 12 * HOUR, 30 * HOUR));
  }

  @Test
  void droppedFineWindows_areReadCoarseThoughFineOnesAreWanted() {
    assertThat(segments(state(20, 15, 0), 2 * HOUR, 30 * HOUR, 0))
        .containsExactly(new Segment(1, 2 * HOUR, 15 * HOUR), new Segment(0, 15 * HOUR, 30 * HOUR));
  }

  @Test
  void addedTier_isReadFromWhereItBegins() {
    assertThat(segments(state(20, 0, 10), 2 * HOUR, 30 * HOUR, 30 * HOUR))
        .containsExactly(
            new Segment(0, 2 * HOUR, 10 * HOUR),
            new Segment(1, 10 * HOUR, 20 * HOUR),
            new Segment(0, 20 * HOUR, 30 * HOUR));
  }

  @Test
  void emptyRange_hasNoSegments() {
    assertThat(segments(state(20, 0, 0), 12 * HOUR, 12 * HOUR, 12 * HOUR)).isEmpty();
    assertThat(segments(state(20, 0, 0), 12 * HOUR, 11 * HOUR, 12 * HOUR)).isEmpty();
  }

  @RepeatedTest(200)
  void segments_coverTheRangeWithoutGaps(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int rolled = random.nextInt(40);
    SealedState state = state(rolled, random.nextInt(rolled + 1), random.nextInt(rolled + 1));
    long from = random.nextInt(40 * 720) * 5_000L;
    long through = from + (1 + random.nextInt(40 * 720)) * 5_000L;
    List<Segment> segments = segments(state, from, through, random.nextInt(60 * 720) * 5_000L);
    String what =
        "seed " + seed + ": " + from + " to " + through + " of " + state + ": " + segments;
    long at = from;
    for (Segment segment : segments) {
      assertThat(segment.fromMillis()).as(what).isEqualTo(at);
      assertThat(segment.throughMillis()).as(what).isGreaterThan(at);
      if (segment.tier() == 1) {
        assertThat(segment.throughMillis()).as(what).isLessThanOrEqualTo(rolled * HOUR);
      }
      at = segment.throughMillis();
    }
    assertThat(at).as(what).isEqualTo(through);
  }

  private static List<Segment> segments(
      SealedState state, long fromMillis, long throughMillis, long coarseThroughMillis) {
    LongUnaryOperator wanted = window -> window <= MINUTE ? coarseThroughMillis : 0;
    return Segment.of(TIERS, state, fromMillis, throughMillis, wanted);
  }

  private static SealedState state(int rolledHour, int droppedHour, int coarseDroppedHour) {
    return new SealedState(
        100 * HOUR,
        1,
        1,
        List.of(
            new Progress(rolledHour * HOUR, droppedHour * HOUR),
            new Progress(0, coarseDroppedHour * HOUR)));
  }
}
