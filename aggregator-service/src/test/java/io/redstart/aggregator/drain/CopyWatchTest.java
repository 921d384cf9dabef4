// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import static io.redstart.aggregator.drain.CopyWatch.BACK_MILLIS;
import static io.redstart.aggregator.drain.CopyWatch.OVER_MILLIS;
import static io.redstart.aggregator.drain.CopyWatch.UNNEEDED_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.drain.CopyWatch.Verdict;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When another copy is made of a store that nobody counts into any more, and when one is deleted. */
class CopyWatchTest {
  private static final StoreId STORE = new StoreId(0, 1);
  private static final Announcement HERE = copy("here", 50, 7);
  private static final Announcement SUCCESSOR = primary(new StoreId(0, 2), "a", true);

  private final CopyWatch watch = new CopyWatch(2, 0);
  private long millis;

  private static Announcement primary(StoreId store, String name, boolean ready) {
    return new Announcement(store, 1, name, 1, 5_000, 0, 0, 0, ready, List.of());
  }

  private static Announcement copy(String keeper, long incarnation, long commit) {
    return new Announcement(STORE, incarnation, "a", 1, 5_000, 0, 0, 0, false, List.of())
        .keptBy(keeper, commit);
  }

  /** Looks every second for a time. Returns the last verdict. */
  private Verdict lookFor(long forMillis, Announcement... others) {
    List<Announcement> heard = new ArrayList<>(List.of(others));
    heard.add(HERE);
    Verdict verdict = watch.look(millis, HERE, heard);
    for (long endMillis = millis + forMillis; millis < endMillis; ) {
      millis += 1_000;
      verdict = watch.look(millis, HERE, heard);
    }
    return verdict;
  }

  @Test
  void storeThatMayComeBack_isNotCopied() {
    assertThat(lookFor(10 * OVER_MILLIS, primary(STORE, "a", false))).isEqualTo(Verdict.ENOUGH);
    assertThat(lookFor(OVER_MILLIS - 1_000)).isEqualTo(Verdict.ENOUGH);
    assertThat(lookFor(1_000)).isEqualTo(Verdict.TOO_FEW);
    assertThat(lookFor(BACK_MILLIS - 2_000)).isEqualTo(Verdict.TOO_FEW);
    assertThat(lookFor(1_000)).isEqualTo(Verdict.DUE);
    assertThat(lookFor(0, primary(STORE, "a", true))).isEqualTo(Verdict.ENOUGH);
  }

  @Test
  void storeWhoseNameIsTaken_doesNotComeBack() {
    Announcement unready = primary(new StoreId(0, 2), "a", false);
    assertThat(lookFor(BACK_MILLIS, unready)).isEqualTo(Verdict.ENOUGH);
    assertThat(lookFor(1_000, SUCCESSOR)).isEqualTo(Verdict.TOO_FEW);
    assertThat(lookFor(BACK_MILLIS, SUCCESSOR)).isEqualTo(Verdict.DUE);
  }

  @Test
  void copyThatIsLost_isWaitedFor() {
    lookFor(OVER_MILLIS, copy("b", 40, 7));
    assertThat(lookFor(BACK_MILLIS - 1_000)).isEqualTo(Verdict.TOO_FEW);
    assertThat(lookFor(1_000, copy("b", 41, 7))).isEqualTo(Verdict.ENOUGH);
    assertThat(lookFor(BACK_MILLIS - 1_000)).isEqualTo(Verdict.TOO_FEW);
    assertThat(lookFor(1_000)).isEqualTo(Verdict.DUE);
  }

  @Test
  void copyThatLacksCommits_doesNotCount() {
    assertThat(lookFor(OVER_MILLIS + BACK_MILLIS, copy("b", 40, 6))).isEqualTo(Verdict.DUE);
  }

  @Test
  void twoIncarnationsOfOneCopy_countOnce() {
    assertThat(lookFor(OVER_MILLIS + BACK_MILLIS, copy("here", 40, 7))).isEqualTo(Verdict.DUE);
  }

  @Test
  void keeperWhoseCopyIsNotRead_doesNothing() {
    Announcement later = copy("b", 40, 8);
    assertThat(lookFor(OVER_MILLIS + BACK_MILLIS, later)).isEqualTo(Verdict.ENOUGH);
    Announcement preferred = copy("b", -1, 7);
    assertThat(lookFor(BACK_MILLIS, preferred)).isEqualTo(Verdict.ENOUGH);
  }

  @Test
  void copyBehindTwoBetterOnes_isDeletedAfterAWhile() {
    Announcement[] better = {SUCCESSOR, copy("b", 60, 7), copy("c", 70, 7)};
    assertThat(lookFor(UNNEEDED_MILLIS - 1_000, better)).isEqualTo(Verdict.ENOUGH);
    assertThat(lookFor(1_000, better)).isEqualTo(Verdict.UNNEEDED);
    assertThat(lookFor(1_000, SUCCESSOR, better[1])).isEqualTo(Verdict.ENOUGH);
    assertThat(lookFor(UNNEEDED_MILLIS - 1_000, better)).isEqualTo(Verdict.ENOUGH);
  }

  @Test
  void copyOfAStoreThatMayComeBack_isNotDeleted() {
    Announcement[] all = {primary(STORE, "a", false), copy("b", 60, 7), copy("c", 70, 7)};
    assertThat(lookFor(2 * UNNEEDED_MILLIS, all)).isEqualTo(Verdict.ENOUGH);
  }

  @Test
  void failure_isRepeatedAfterAPause() {
    assertThat(lookFor(BACK_MILLIS, SUCCESSOR)).isEqualTo(Verdict.DUE);
    watch.waitAgain(millis);
    assertThat(lookFor(BACK_MILLIS - 1_000, SUCCESSOR)).isEqualTo(Verdict.TOO_FEW);
    assertThat(lookFor(1_000, SUCCESSOR)).isEqualTo(Verdict.DUE);
  }
}
