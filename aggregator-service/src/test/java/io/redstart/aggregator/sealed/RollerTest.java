// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import static io.redstart.aggregator.sealed.TestChunks.HOUR;
import static io.redstart.aggregator.sealed.TestChunks.MINUTE;
import static io.redstart.aggregator.sealed.TestChunks.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.TestRows;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RollerTest {
  private final TestChunks chunks = new TestChunks();

  @Test
  void roll_addsAFamilyToTheTotalAndKeepsTheOneBeforeIt() {
    countTwoHours();
    roll(0);
    roll(1);
    assertThat(chunks.total(0).throughMillis()).isEqualTo(2 * HOUR);
    assertThat(TestRows.text(chunks.total(0).total())).isEqualTo(text(1 + 2 + 4 + 8 + 16));
    assertThat(TestRows.text(chunks.base(0, 0, 0).total())).isEqualTo(text(0));
    assertThat(TestRows.text(chunks.base(0, 1, 0).total())).isEqualTo(text(1 + 2 + 4));
  }

  @Test
  void roll_adoptsLabelSetsThatBeginLater() {
    countTwoHours();
    chunks.count("late", 2 * HOUR + WINDOW, 5);
    chunks.writeThrough(3 * HOUR);
    roll(2);
    assertThat(TestRows.text(chunks.total(1).total())).isEqualTo(text(5));
    assertThat(TestRows.text(chunks.base(0, 2, 1).total())).isEqualTo(text(0));
  }

  @Test
  void roll_sumsUpMinutes() {
    countTwoHours();
    roll(0);
    roll(1);
    assertThat(chunks.coarseRows(0))
        .isEqualTo(Map.of(
            MINUTE, 1L + 2, 2 * MINUTE, 4L, HOUR + MINUTE, 8L, HOUR + 11 * MINUTE, 16L));
    assertThat(TestRows.text(chunks.base(1, 0, 0).total())).isEqualTo(text(0));
  }

  @Test
  void roll_leavesRowsAndExemplarsAndMergesTheChunksOfABlock() {
    countTwoHours();
    Map<Long, Long> rows = chunks.fineRows(0);
    Map<Long, Long> exemplars = chunks.exemplars(0);
    assertThat(rows).hasSize(5);
    assertThat(exemplars.keySet()).isEqualTo(rows.keySet());
    assertThat(chunks.chunks(0, 0, 0)).isEqualTo(2);
    roll(0);
    roll(1);
    assertThat(chunks.fineRows(0)).isEqualTo(rows);
    assertThat(chunks.exemplars(0)).isEqualTo(exemplars);
    assertThat(chunks.chunks(0, 0, 0)).isEqualTo(1);
    assertThat(chunks.chunks(0, 1, 0)).as("of two blocks").isEqualTo(2);
  }

  @Test
  void rolledUpAgain_afterACrashBeforeTheState_givesTheSame() {
    countTwoHours();
    CrashingKeyValues before = chunks.keyValues.copy();
    roll(0);
    roll(1);
    Map<String, String> expected = chunks.keyValues.contents();
    TestChunks crashing = new TestChunks(before);
    new Roller(crashing.sealed, 0).roll(0);
    crashing.keyValues.writesUntilCrash = 1;
    assertCrash(() -> new Roller(crashing.sealed, 0).roll(1));
    assertThat(crashing.total(0).throughMillis()).as("ahead of the state").isEqualTo(2 * HOUR);
    TestChunks next = new TestChunks(crashing.keyValues.copy());
    assertThat(next.sealed.state().tiers().get(0).rolledMillis()).isEqualTo(HOUR);
    assertThat(next.sealed.rollNext(0, 2 * HOUR)).isTrue();
    assertThat(next.keyValues.contents()).isEqualTo(expected);
  }

  /** Rows with so many cells that a family takes several batches. */
  @Test
  void rolledUpAgain_afterACrashAtAnyBatch_givesTheSame() {
    countManyCells();
    CrashingKeyValues before = chunks.keyValues.copy();
    chunks.keyValues.writes = 0;
    roll(0);
    int writes = chunks.keyValues.writes;
    assertThat(writes).as("batches and the state").isGreaterThan(2);
    Map<String, String> expected = chunks.keyValues.contents();
    for (int crash = 0; crash < writes; crash++) {
      TestChunks crashing = new TestChunks(before.copy());
      crashing.keyValues.writesUntilCrash = crash;
      assertCrash(() -> new Roller(crashing.sealed, 0).roll(0));
      TestChunks next = new TestChunks(crashing.keyValues.copy());
      assertThat(next.sealed.rollNext(0, HOUR)).isTrue();
      assertThat(next.keyValues.contents().equals(expected)).as("write %d", crash).isTrue();
    }
  }

  @Test
  void merge_ofAFamilyThatGoesOn_changesNeitherRowsNorTotals() {
    countTwoHours();
    roll(0);
    Map<Long, Long> rows = chunks.fineRows(0);
    SealedState state = chunks.sealed.state();
    chunks.count("a", 2 * HOUR + WINDOW, 32);
    chunks.writeThrough(2 * HOUR + WINDOW);
    chunks.count("a", 2 * HOUR + 2 * WINDOW, 64);
    chunks.writeThrough(2 * HOUR + 2 * WINDOW);
    new Roller(chunks.sealed, 0).merge(2);
    assertThat(chunks.chunks(0, 2, 0)).isEqualTo(1);
    assertThat(chunks.fineRows(0))
        .hasSize(rows.size() + 2)
        .containsAllEntriesOf(rows)
        .containsEntry(2 * HOUR + 2 * WINDOW, 64L);
    assertThat(chunks.sealed.state().tiers()).isEqualTo(state.tiers());
    assertThat(chunks.total(0).throughMillis()).isEqualTo(HOUR);
  }

  @Test
  void forget_addsRowsToTheTotalAndLaterOnesAreAddedToo() {
    chunks.count("a", WINDOW, 1);
    chunks.count("a", 2 * WINDOW, 2);
    chunks.writeThrough(2 * WINDOW);
    new Roller(chunks.sealed, 0).forget(0, 2 * WINDOW);
    assertThat(chunks.chunks(0, 0, 0)).isZero();
    assertThat(TestRows.text(chunks.total(0).total())).isEqualTo(text(3));
    chunks.count("a", 3 * WINDOW, 4);
    chunks.writeThrough(HOUR);
    roll(0);
    assertThat(TestRows.text(chunks.total(0).total())).isEqualTo(text(7));
    assertThat(TestRows.text(chunks.base(0, 0, 0).total())).isEqualTo(text(3));
  }

  /** Five rows of one label set, in two families; the first block has two chunks. */
  private void countTwoHours() {
    chunks.count("a", WINDOW, 1);
    chunks.count("a", MINUTE, 2);
    chunks.writeThrough(MINUTE);
    chunks.count("a", MINUTE + WINDOW, 4);
    chunks.writeThrough(HOUR);
    chunks.count("a", HOUR + MINUTE, 8);
    chunks.count("a", HOUR + 11 * MINUTE, 16);
    chunks.writeThrough(2 * HOUR);
  }

  private void countManyCells() {
    SplittableRandom random = new SplittableRandom(7);
    for (long stamp = WINDOW; stamp <= 20 * MINUTE; stamp += WINDOW) {
      for (int i = 0; i < 8; i++) {
        chunks.count("label set " + i, stamp, target -> {
          for (int cell = 0; cell < 1_500; cell++) {
            target.record(cell, (1 + random.nextInt(1 << 20)) * Weight.ONE, 1);
          }
        });
      }
      if (stamp % MINUTE == 0) {
        chunks.writeThrough(stamp);
      }
    }
    chunks.writeThrough(HOUR);
  }

  private void roll(long family) {
    new Roller(chunks.sealed, 0).roll(family);
  }

  private static void assertCrash(Runnable action) {
    boolean crashed = false;
    try {
      action.run();
    } catch (CrashingKeyValues.Crash e) {
      crashed = true;
    }
    assertThat(crashed).isTrue();
  }

  private static String text(int calls) {
    Increment increment = new Increment();
    if (calls > 0) {
      increment.record(3, calls * Weight.ONE, 10L * calls);
    }
    return TestRows.text(increment);
  }
}
