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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollerTest {
  /** The limit of a batch that ends it after each label set. */
  private static final long ONE_LABEL_SET = 1;

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
        .isEqualTo(
            Map.of(MINUTE, 1L + 2, 2 * MINUTE, 4L, HOUR + MINUTE, 8L, HOUR + 11 * MINUTE, 16L));
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

  @Test
  void rolledUpAgain_afterACrashAtAnyBatch_givesTheSame() {
    for (String labels : List.of("a", "b", "c", "d")) {
      chunks.count(labels, WINDOW, 1);
    }
    countTwoHours();
    CrashingKeyValues before = chunks.keyValues.copy();
    chunks.keyValues.writes = 0;
    new Roller(chunks.sealed, 0, ONE_LABEL_SET).roll(0);
    int writes = chunks.keyValues.writes;
    assertThat(writes).as("a batch for each label set, the rest, and the state").isEqualTo(6);
    Map<String, String> expected = chunks.keyValues.contents();
    for (int crash = 0; crash < writes; crash++) {
      TestChunks crashing = new TestChunks(before.copy());
      crashing.keyValues.writesUntilCrash = crash;
      assertCrash(() -> new Roller(crashing.sealed, 0, ONE_LABEL_SET).roll(0));
      TestChunks next = new TestChunks(crashing.keyValues.copy());
      assertThat(next.sealed.rollNext(0, HOUR)).isTrue();
      assertThat(next.keyValues.contents()).as("crash at write %d", crash).isEqualTo(expected);
    }
  }

  @Test
  void rolledUpAgain_intoATierThatWasAddedAfterACrash_beginsWithTheTotalBeforeTheFamily() {
    TestChunks crashing = new TestChunks(new CrashingKeyValues(), TestChunks.TIERS.subList(0, 1));
    countTwoHours(crashing);
    new Roller(crashing.sealed, 0).roll(0);
    crashing.keyValues.writesUntilCrash = 1;
    assertCrash(() -> new Roller(crashing.sealed, 0).roll(1));
    TestChunks next = new TestChunks(crashing.keyValues.copy());
    assertThat(next.sealed.rollNext(0, 2 * HOUR)).isTrue();
    assertThat(TestRows.text(next.base(1, 0, 0).total())).isEqualTo(text(1 + 2 + 4));
    assertThat(TestRows.text(next.total(0).total())).isEqualTo(text(1 + 2 + 4 + 8 + 16));
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

  private void countTwoHours() {
    countTwoHours(chunks);
  }

  /** Counts five rows of one label set, in two families; the first block has two chunks. */
  private static void countTwoHours(TestChunks into) {
    into.count("a", WINDOW, 1);
    into.count("a", MINUTE, 2);
    into.writeThrough(MINUTE);
    into.count("a", MINUTE + WINDOW, 4);
    into.writeThrough(HOUR);
    into.count("a", HOUR + MINUTE, 8);
    into.count("a", HOUR + 11 * MINUTE, 16);
    into.writeThrough(2 * HOUR);
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
