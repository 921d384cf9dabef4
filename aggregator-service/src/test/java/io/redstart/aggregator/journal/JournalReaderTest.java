// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static io.redstart.aggregator.journal.TestRecords.append;
import static io.redstart.aggregator.journal.TestRecords.collector;
import static io.redstart.aggregator.journal.TestRecords.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir
  private Path parent;

  private Journal journal;

  @BeforeEach
  void start() throws IOException {
    journal = open(parent.resolve("journal"), 0, new ArrayList<>());
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private static List<String> texts(RecordRun run) {
    List<String> texts = new ArrayList<>();
    run.forEach((commit, array, offset, length) ->
        texts.add(commit + ": " + new String(array, offset, length, UTF_8)));
    return texts;
  }

  @Test
  void recordsThatAreNotSynced_areReadWhileTheFileGrows() throws Exception {
    append(journal, 1, "a");
    try (JournalReader reader = journal.reader(1)) {
      assertThat(texts(reader.read(1, MEBIBYTE).orElseThrow())).containsExactly("1: 1 a");
      append(journal, 2, "b");
      append(journal, 3, "c");
      RecordRun more = reader.read(3, MEBIBYTE).orElseThrow();
      assertThat(texts(more)).containsExactly("2: 2 b", "3: 3 c");
      assertThat(more.firstCommit()).isEqualTo(2);
      assertThat(more.lastCommit()).isEqualTo(3);
    }
  }

  @Test
  void reading_goesOnInTheNextFile() throws Exception {
    append(journal, 1, "a");
    journal.beginFile();
    append(journal, 2, "b");
    journal.beginFile();
    append(journal, 3, "c");
    try (JournalReader reader = journal.reader(1)) {
      assertThat(texts(reader.read(3, MEBIBYTE).orElseThrow()))
          .containsExactly("1: 1 a", "2: 2 b", "3: 3 c");
    }
  }

  @Test
  void readerBeginsInTheMiddle() throws Exception {
    for (int i = 1; i <= 9; i++) {
      append(journal, i, "x");
    }
    try (JournalReader reader = journal.reader(7)) {
      assertThat(texts(reader.read(8, MEBIBYTE).orElseThrow())).containsExactly("7: 7 x", "8: 8 x");
    }
  }

  @Test
  void run_endsBeforeTheRecordThatWouldMakeItTooLarge() throws Exception {
    append(journal, 1, "x".repeat(200));
    append(journal, 2, "x".repeat(20));
    append(journal, 3, "x".repeat(20));
    try (JournalReader reader = journal.reader(1)) {
      assertThat(reader.read(3, 100).orElseThrow().lastCommit()).isEqualTo(1);
      assertThat(reader.read(3, 100).orElseThrow().lastCommit()).isEqualTo(3);
    }
  }

  @Test
  void deletedRecords_areNotFound() throws Exception {
    append(journal, 1, "a");
    journal.beginFile();
    append(journal, 2, "b");
    journal.deleteBefore(2);
    try (JournalReader gone = journal.reader(1);
        JournalReader there = journal.reader(2)) {
      assertThat(gone.hasNext()).isFalse();
      assertThat(gone.read(2, MEBIBYTE)).isEmpty();
      assertThat(there.hasNext()).isTrue();
    }
  }

  @Test
  void runAppendedToAnotherJournal_givesTheSameFile() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    Path other = parent.resolve("other");
    try (Journal copy = open(other, 0, new ArrayList<>());
        JournalReader reader = journal.reader(1)) {
      for (int i = 0; i < 200; i++) {
        append(journal, i, "x".repeat(random.nextInt(3_000)));
        if (random.nextInt(5) == 0) {
          journal.sync();
        }
        while (reader.nextCommit() <= journal.lastCommit() && random.nextInt(3) == 0) {
          reader
              .read(journal.lastCommit(), 5_000)
              .orElseThrow()
              .forEach((commit, array, offset, length) -> copy.append(array, offset, length, 0));
        }
      }
      journal.sync();
      copy.sync();
    }
    List<String> ofCopy = TestRecords.read(other, 1);
    assertThat(ofCopy).isNotEmpty();
    List<String> all = new ArrayList<>();
    Journal.check(parent.resolve("journal"), TestRecords.STORE, 1, collector(all));
    assertThat(all).startsWith(ofCopy.toArray(String[]::new));
  }

  @Test
  void flippedBits_areRefused() throws Exception {
    append(journal, 1, "abc");
    append(journal, 2, "def");
    byte[] sound;
    try (JournalReader reader = journal.reader(1)) {
      sound = reader.read(2, MEBIBYTE).orElseThrow().bytes();
    }
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> RecordRun.of(flipped))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("malformed record at byte ");
    }
  }

  @Test
  void cutOffBytesAndGaps_areRefused() throws Exception {
    append(journal, 1, "a");
    append(journal, 2, "b");
    append(journal, 3, "c");
    try (JournalReader reader = journal.reader(1)) {
      byte[] all = reader.read(3, MEBIBYTE).orElseThrow().bytes();
      int one = all.length / 3;
      for (int length = 0; length < one; length++) {
        byte[] cut = java.util.Arrays.copyOf(all, length);
        assertThatThrownBy(() -> RecordRun.of(cut)).isInstanceOf(IllegalArgumentException.class);
      }
      byte[] gap = new byte[2 * one];
      System.arraycopy(all, 0, gap, 0, one);
      System.arraycopy(all, 2 * one, gap, one, one);
      assertThatThrownBy(() -> RecordRun.of(gap)).hasMessageContaining("commit 3 follows 1");
    }
  }
}
