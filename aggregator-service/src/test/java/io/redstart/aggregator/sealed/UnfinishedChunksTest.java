// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import static io.redstart.aggregator.sealed.TestChunks.HOUR;
import static io.redstart.aggregator.sealed.TestChunks.MINUTE;
import static io.redstart.aggregator.sealed.TestChunks.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Totals as the next process sees them after chunks were written without their state. */
class UnfinishedChunksTest {
  private final TestChunks chunks = new TestChunks();

  @Test
  void finishedChunks_keepTheirTotal() {
    chunks.count("a", WINDOW, 1);
    chunks.count("a", 2 * WINDOW, 2);
    chunks.writeThrough(MINUTE);
    assertThat(totals()).isEqualTo(Map.of(0, "3 calls through 10000"));
  }

  @Test
  void unfinishedChunk_isTakenOutOfTheTotal() {
    chunks.count("a", WINDOW, 1);
    chunks.writeThrough(MINUTE);
    chunks.count("a", MINUTE + WINDOW, 2);
    crashAfterChunks(2 * MINUTE);
    assertThat(totals()).isEqualTo(Map.of(0, "1 calls through 5000"));
  }

  @Test
  void otherLabelSets_keepTheirTotal() {
    chunks.count("a", WINDOW, 1);
    chunks.count("b", 2 * WINDOW, 3);
    chunks.count("c", 2 * WINDOW, 4);
    chunks.writeThrough(MINUTE);
    chunks.count("b", MINUTE + WINDOW, 2);
    crashAfterChunks(2 * MINUTE);
    assertThat(totals())
        .isEqualTo(Map.of(
            0, "1 calls through 5000", 1, "3 calls through 10000", 2, "4 calls through 10000"));
  }

  @Test
  void labelSetWithoutFinishedChunks_hasNoCalls() {
    chunks.count("a", WINDOW, 1);
    chunks.writeThrough(MINUTE);
    chunks.count("b", MINUTE + WINDOW, 2);
    crashAfterChunks(2 * MINUTE);
    assertThat(totals()).isEqualTo(Map.of(0, "1 calls through 5000", 1, "0 calls through 60000"));
  }

  @Test
  void severalUnfinishedChunks_areAllTakenOut() {
    chunks.count("a", WINDOW, 1);
    chunks.writeThrough(MINUTE);
    chunks.count("a", 9 * MINUTE, 2);
    chunks.count("a", 11 * MINUTE, 4);
    chunks.count("a", 2 * HOUR, 8);
    crashAfterChunks(2 * HOUR);
    assertThat(chunks.chunks(0, 0, 0)).isEqualTo(3);
    assertThat(totals()).isEqualTo(Map.of(0, "1 calls through 5000"));
  }

  @Test
  void unfinishedChunk_canBeginFamiliesLater_atAnEarlierPositionThanTheState() {
    chunks.count("a", WINDOW, 1);
    chunks.writeThrough(30 * MINUTE);
    chunks.count("a", 3 * HOUR + WINDOW, 2);
    crashAfterChunks(4 * HOUR);
    assertThat(totals()).isEqualTo(Map.of(0, "1 calls through 5000"));
  }

  /** The first window of a family has the position 0, as the state is at its very end. */
  @Test
  void unfinishedChunk_canBeTheFirstOfAFamily() {
    chunks.count("a", HOUR, 1);
    chunks.writeThrough(HOUR);
    chunks.count("a", HOUR + WINDOW, 2);
    crashAfterChunks(2 * HOUR);
    assertThat(totals()).isEqualTo(Map.of(0, "1 calls through 3600000"));
  }

  @Test
  void unfinishedChunksOfTwoCrashes_areTakenOut() {
    chunks.count("a", WINDOW, 1);
    chunks.writeThrough(MINUTE);
    chunks.count("a", MINUTE + WINDOW, 2);
    crashAfterChunks(2 * MINUTE);
    chunks.count("a", 11 * MINUTE, 4);
    crashAfterChunks(12 * MINUTE);
    assertThat(totals()).isEqualTo(Map.of(0, "1 calls through 5000"));
  }

  @Test
  void totalAheadOfTheStateWithoutAChunk_isRefused() {
    chunks.count("a", WINDOW, 1);
    chunks.writeThrough(MINUTE);
    try (KeyValuesView view = chunks.keyValues.view()) {
      Increment heads = new Increment();
      heads.addCalls(7 * Weight.ONE);
      UnfinishedChunks unfinished = new UnfinishedChunks(
          view, chunks.sealed.state(), TestChunks.TIERS, chunks.sealed.layouts());
      assertThatThrownBy(() -> unfinished.withoutThem(0, new HeadTotal(2 * MINUTE, heads)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("label set 0 has a total through 120000, but no rows after 60000");
    }
  }

  /** Writes chunks and totals, and crashes before the state. */
  private void crashAfterChunks(long throughMillis) {
    chunks.keyValues.writesUntilCrash = 1;
    assertThatThrownBy(() -> chunks.writeThrough(throughMillis))
        .isInstanceOf(CrashingKeyValues.Crash.class);
    chunks.keyValues.writesUntilCrash = Integer.MAX_VALUE;
  }

  private Map<Integer, String> totals() {
    TestChunks next = new TestChunks(chunks.keyValues.copy());
    Map<Integer, String> totals = new HashMap<>();
    next.sealed.forEachLabelSet((id, labelSet, total) ->
        totals.put(id, TestRows.calls(total.heads()) + " calls through " + total.lastMillis()));
    return totals;
  }
}
