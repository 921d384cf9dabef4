// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLivesTest {
  @TempDir
  private Path folder;

  private StoreLives begin(long firstCommit) throws IOException {
    return StoreLives.begin(folder, firstCommit);
  }

  @Test
  void copyOfThePresentLife_isContained() throws IOException {
    StoreLives lives = begin(1);
    assertThat(lives.contains(lives.present(), 0)).isTrue();
    assertThat(lives.contains(lives.present(), 1_000)).isTrue();
  }

  @Test
  void copyOfAnEarlierLife_isContainedUpToWhatTheNextLifeFound() throws IOException {
    long first = begin(1).present();
    begin(814);
    StoreLives third = begin(900);
    assertThat(third.contains(first, 813)).isTrue();
    // Commits 814 and 815 reached the copy, and a power cut took them from the store.
    assertThat(third.contains(first, 814)).isFalse();
    assertThat(third.contains(first, 815)).isFalse();
  }

  @Test
  void copyOfAnEarlierLife_isContainedUpToTheLeastThatAnyLaterLifeFound() throws IOException {
    long first = begin(1).present();
    begin(814);
    StoreLives third = begin(810);
    assertThat(third.contains(first, 809)).isTrue();
    assertThat(third.contains(first, 810)).isFalse();
  }

  @Test
  void commitsOfAKnownLifeThatAreNotInTheJournal_areLacking() throws IOException {
    long first = begin(1).present();
    StoreLives second = begin(814);
    assertThat(second.lacks(first, 813)).isFalse();
    assertThat(second.lacks(first, 814)).isTrue();
    assertThat(second.lacks(first + 1, 814)).as("of an unknown life").isFalse();
  }

  @Test
  void unknownLives_areNotContained() throws IOException {
    StoreLives lives = begin(1);
    assertThat(lives.contains(0, 0)).isFalse();
    assertThat(lives.contains(lives.present() + 1, 0)).isFalse();
  }

  @Test
  void livesBeforeTheLast64_areForgotten() throws IOException {
    long first = begin(1).present();
    long second = begin(1).present();
    for (int i = 0; i < 62; i++) {
      assertThat(begin(1).contains(first, 0)).isTrue();
    }
    StoreLives last = begin(1);
    assertThat(last.contains(first, 0)).isFalse();
    assertThat(last.contains(second, 0)).isTrue();
  }

  @Test
  void unreadableFile_isBegunAgain() throws IOException {
    long before = begin(1).present();
    Files.writeString(folder.resolve("lives"), "what is this\n");
    StoreLives lives = begin(5);
    assertThat(lives.contains(before, 1)).isFalse();
    assertThat(lives.contains(lives.present(), 7)).isTrue();
  }

  @Test
  void livesThatAreForgotten_areNotContained() throws IOException {
    long before = begin(1).present();
    StoreLives.forget(folder);
    assertThat(begin(5).contains(before, 1)).isFalse();
  }
}
