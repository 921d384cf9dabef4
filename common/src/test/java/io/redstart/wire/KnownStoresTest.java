// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore.Fate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class KnownStoresTest {
  private static final StoreId A = new StoreId(0, 1);
  private static final StoreId B = new StoreId(0, 2);
  private static final Predicate<StoreId> NOBODY = store -> false;

  private final KnownStores stores = new KnownStores();

  private static KnownStore lost(StoreId store, String name, long life, long atMillis) {
    return new KnownStore(store, name, life, Fate.LOST, atMillis);
  }

  private static Announcement says(StoreId store, String name, KnownStore... known) {
    return new Announcement(store, 1, name, 1, 5_000, 100_000, 50_000, 0, true, List.of(known));
  }

  @Test
  void list_isWhatWasHeardInTheOrderOfIds() {
    stores.learn(List.of(KnownStore.expected(B, "b")));
    stores.heard(says(A, "a"));
    assertThat(stores.list())
        .containsExactly(KnownStore.expected(A, "a"), KnownStore.expected(B, "b"));
  }

  @Test
  void buriedStoreThatSpeaks_livesAgainWhateverOthersStillSay() {
    stores.learn(List.of(lost(A, "a", 0, 10_000)));
    stores.heard(says(A, "a", KnownStore.expected(A, "a")));
    stores.learn(List.of(lost(A, "a", 0, 10_000)));
    assertThat(stores.expected()).containsExactly(new KnownStore(A, "a", 1, Fate.EXPECTED, 0));
  }

  @Test
  void wordOfTheNextLife_reachesThoseWhoHeardOfTheDeathAlone() {
    stores.learn(List.of(lost(A, "a", 0, 10_000)));
    stores.learn(List.of(new KnownStore(A, "a", 1, Fate.EXPECTED, 0)));
    assertThat(stores.lost()).isEmpty();
    stores.learn(List.of(lost(A, "a", 1, 20_000)));
    assertThat(stores.lost()).containsExactly(lost(A, "a", 1, 20_000));
  }

  @Test
  void guess_countsNoLife() {
    stores.heard(says(A, "a"));
    stores.guess(B, "a", 20_000, one -> false);
    assertThat(stores.expected()).isEmpty();
    assertThat(stores.lost()).containsExactly(lost(A, "a", 0, 110_000));
    stores.heard(says(A, "a"));
    assertThat(stores.expected()).containsExactly(KnownStore.expected(A, "a"));
    assertThat(stores.lost()).isEmpty();
  }

  @Test
  void guess_givesWayToWhatOthersSay() {
    stores.heard(says(A, "a"));
    stores.guess(B, "a", 20_000, one -> false);
    stores.learn(List.of(new KnownStore(A, "a", 0, KnownStore.Fate.EMPTY, 15_000)));
    assertThat(stores.lost()).isEmpty();
    assertThat(stores.expected()).isEmpty();
  }

  @Test
  void guess_isForgottenWithItsTime() {
    stores.heard(says(A, "a"));
    stores.guess(B, "a", 20_000, one -> false);
    stores.forgetBefore(110_001);
    assertThat(stores.list()).isEmpty();
  }

  @Test
  void rumourOfADeath_beatsThatOfTheSameLife() {
    stores.heard(says(A, "a"));
    stores.learn(List.of(lost(A, "a", 0, 10_000), lost(A, "a", 0, 5_000)));
    assertThat(stores.lost()).containsExactly(lost(A, "a", 0, 10_000));
  }

  @Test
  void goodbye_countsInALifeThatTheSpeakerHasNotHeardOf() {
    stores.learn(List.of(lost(A, "a", 4, 10_000)));
    stores.heard(says(A, "a"));
    stores.heard(says(A, "a", lost(A, "a", 0, 20_000)));
    assertThat(stores.list()).containsExactly(lost(A, "a", 5, 20_000));
  }

  @Test
  void successor_buriesTheSilentOfItsNameThroughTheLastWindowTheyCounted() {
    stores.heard(says(A, "a"));
    stores.learn(List.of(KnownStore.expected(new StoreId(0, 3), "a")));
    stores.heard(says(new StoreId(0, 4), "b"));
    stores.succeed(B, "a", 105_000, NOBODY);
    assertThat(stores.lost())
        .containsExactly(lost(A, "a", 0, 110_000), lost(new StoreId(0, 3), "a", 0, 105_000));
  }

  @Test
  void successor_leavesTheLivingAndItselfAlone() {
    stores.heard(says(A, "a"));
    stores.heard(says(B, "a"));
    stores.succeed(B, "a", 105_000, A::equals);
    assertThat(stores.expected()).hasSize(2);
  }

  @Test
  void tombstones_areForgottenAfterAWhileAndNotLearnedAgain() {
    stores.learn(List.of(lost(A, "a", 0, 10_000), lost(B, "b", 0, 20_000)));
    stores.forgetBefore(15_000);
    assertThat(stores.list()).containsExactly(lost(B, "b", 0, 20_000));
    stores.learn(List.of(lost(A, "a", 0, 10_000)));
    assertThat(stores.list()).hasSize(1);
  }

  @Test
  void tombstoneThatIsTooOld_stillEndsTheLifeItIsOf() {
    stores.forgetBefore(15_000);
    stores.learn(List.of(KnownStore.expected(A, "a"), new KnownStore(B, "b", 1, Fate.EXPECTED, 0)));
    stores.learn(List.of(lost(A, "a", 0, 10_000), lost(B, "b", 0, 10_000)));
    assertThat(stores.list()).containsExactly(new KnownStore(B, "b", 1, Fate.EXPECTED, 0));
  }

  @Test
  void tombstones_areBoundedAndTheLatestStay() {
    for (int start = 1; start <= 70_000; start++) {
      stores.bury(new StoreId(1, start), "a", Fate.LOST, start);
    }
    stores.heard(says(A, "a"));
    assertThat(stores.lost()).hasSize(KnownStores.TOMBSTONES_MAX);
    assertThat(stores.lost()).allMatch(one -> one.end() > 70_000 - KnownStores.TOMBSTONES_MAX);
    assertThat(stores.expected()).hasSize(1);
  }

  @Test
  void rumours_areBoundedButWhoSpeaksIsHeard() {
    for (int number = 0; number < 10_000; number++) {
      stores.learn(Set.of(KnownStore.expected(new StoreId(1, number), "n" + number)));
    }
    stores.heard(says(A, "a"));
    assertThat(stores.list()).hasSize(KnownStores.KNOWN_MAX + 1);
  }

  private static Announcement copy(long commit) {
    return says(A, "a").keptBy("b", commit);
  }

  @Test
  void storeThatStopped_isCompleteInCopiesUntilItCountsAgain() {
    stores.lives(A, "a");
    stores.ends(A, 7);
    stores.heard(copy(7));
    stores.lives(A, "a");
    stores.succeed(B, "a", 0, NOBODY);
    assertThat(stores.mayLack(copy(7))).isFalse();
    stores.counts(A);
    stores.counts(A);
    assertThat(stores.list()).containsExactly(new KnownStore(A, "a", 1, Fate.EXPECTED, 0));
    assertThat(stores.mayLack(copy(7))).isTrue();
  }

  @Test
  void copyThatIsForgiven_isTrustedUntilItsStoreCountsAgain() {
    stores.lives(A, "a");
    stores.ends(A, 9);
    assertThat(stores.mayLack(copy(7))).isTrue();
    stores.forgive(copy(7));
    stores.learn(List.of(new KnownStore(A, "a", 0, Fate.EXPECTED, 9)));
    assertThat(stores.mayLack(copy(7))).isFalse();
    assertThat(stores.mayLack(copy(6))).isTrue();
    assertThat(stores.expected()).hasSize(1);
    stores.heard(says(A, "a", KnownStore.expected(A, "a")));
    assertThat(stores.mayLack(copy(7))).isTrue();
  }

  @Test
  void wordsOfOneMoment_areOrderedAlikeEverywhere() {
    CompleteCopy alone = new CompleteCopy(A, "", 5_000);
    CompleteCopy followed = new CompleteCopy(A, "b", 5_000);
    assertThat(alone.laterOf(followed)).isEqualTo(alone);
    assertThat(followed.laterOf(alone)).isEqualTo(alone);
  }

  @Test
  void laterWordAboutTheCompleteCopy_winsEvenInOneWindow() {
    stores.lives(A, "a");
    stores.says(A, "b", 5_000);
    assertThat(stores.mayLack(copy(7))).isFalse();
    stores.says(A, "", 5_000);
    stores.says(A, "", 10_000);
    assertThat(stores.complete()).containsExactly(new CompleteCopy(A, "", 5_001));
    stores.heard(says(B, "b").reporting(List.of(new CompleteCopy(A, "b", 5_000))));
    assertThat(stores.mayLack(copy(7))).isTrue();
    stores.says(A, "b", 10_000);
    assertThat(stores.complete()).containsExactly(new CompleteCopy(A, "b", 10_000));
  }
}
