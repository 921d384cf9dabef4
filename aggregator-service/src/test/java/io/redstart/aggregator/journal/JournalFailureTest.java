// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static io.redstart.aggregator.journal.TestRecords.STORE;
import static io.redstart.aggregator.journal.TestRecords.append;
import static io.redstart.aggregator.journal.TestRecords.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFailureTest {
  @TempDir
  private Path parent;

  private Path folder;
  private final FailingDisk disk = new FailingDisk();

  @BeforeEach
  void choose() {
    folder = parent.resolve("journal");
  }

  @Test
  void newFileAndItsName_areDurableBeforeTheFirstSyncReturns() throws Exception {
    try (Journal journal = open(0)) {
      disk.calls.clear();
      append(journal, 10, "a");
      append(journal, 20, "b");
      journal.sync();
      append(journal, 30, "c");
      journal.sync();
      journal.sync();
    }
    String file = "journal-00000000000000000001.log";
    assertThat(disk.calls)
        .containsExactly(
            "write " + file,
            "write " + file,
            "write " + file,
            "sync " + file,
            "sync journal",
            "write acknowledged",
            "write " + file,
            "sync " + file,
            "write acknowledged");
  }

  @Test
  void file_isDurableBeforeTheNextOneIsCreated() throws Exception {
    try (Journal journal = open(0)) {
      append(journal, 10, "a");
      disk.calls.clear();
      journal.beginFile();
      append(journal, 20, "b");
    }
    assertThat(disk.calls)
        .containsExactly(
            "sync journal-00000000000000000001.log",
            "sync journal",
            "write acknowledged",
            "sync acknowledged",
            "write journal-00000000000000000002.log",
            "write journal-00000000000000000002.log");
  }

  /** A killed process leaves records that only the page cache holds. */
  @Test
  void visitedRecords_areDurableOnceTheJournalIsOpen() throws Exception {
    try (Journal journal = open(0)) {
      append(journal, 10, "a");
    }
    disk.calls.clear();
    open(0).close();
    assertThat(disk.calls)
        .containsExactly(
            "sync journal-00000000000000000001.log",
            "write acknowledged",
            "sync acknowledged",
            "sync journal");
  }

  /** Lets each call of a run fail in turn, in five ways. */
  @Test
  void anyFailure_breaksTheJournalAndLosesNothingAcknowledged() throws Exception {
    int callsOfARun = callsOf(0);
    assertThat(callsOfARun).isGreaterThan(15);
    for (int failing = 0; failing < callsOfARun; failing++) {
      for (int bytes : new int[] {0, 1, 9, 19}) {
        check(failing, bytes, false);
      }
      check(failing, 3, true);
    }
  }

  private int callsOf(int round) throws IOException {
    folder = parent.resolve("run" + round);
    disk.calls.clear();
    run(new ArrayList<>(), new ArrayList<>());
    return disk.calls.size();
  }

  private void check(int failing, int bytes, boolean isShort) throws IOException {
    folder = parent.resolve("run-" + failing + "-" + bytes + "-" + isShort);
    disk.calls.clear();
    disk.callsUntilFailure = failing;
    disk.bytesOfFailedWrite = bytes;
    disk.isShortWrite = isShort;
    List<String> appended = new ArrayList<>();
    List<String> acknowledged = new ArrayList<>();
    assertThatThrownBy(() -> run(appended, acknowledged)).isInstanceOf(IOException.class);
    disk.callsUntilFailure = Integer.MAX_VALUE;

    List<String> records = Files.exists(folder) ? read(folder, 0) : List.of();
    String failure = "call " + failing + ", " + bytes + " bytes, " + disk.calls;
    assertThat(records).as(failure).isEqualTo(appended.subList(0, records.size()));
    assertThat(records).as(failure).hasSizeGreaterThanOrEqualTo(acknowledged.size());
  }

  /** Opens, appends to two files, syncs; after a failure, checks that the journal is broken. */
  private void run(List<String> appended, List<String> acknowledged) throws IOException {
    try (Journal journal = open(0)) {
      try {
        for (int i = 1; i <= 6; i++) {
          appended.add(i + ": 10 text");
          append(journal, 10, "text");
          if (i % 2 == 0) {
            journal.sync();
            acknowledged.addAll(appended.subList(acknowledged.size(), i));
          }
          if (i == 3) {
            journal.beginFile();
          }
        }
      } catch (IOException e) {
        assertBroken(journal);
        throw e;
      }
    }
  }

  private static void assertBroken(Journal journal) {
    assertThatThrownBy(() -> append(journal, 10, "x")).hasMessageContaining("failed before");
    assertThatThrownBy(journal::sync).hasMessageContaining("failed before");
    assertThatThrownBy(journal::beginFile).hasMessageContaining("failed before");
    assertThatThrownBy(() -> journal.deleteBefore(1)).hasMessageContaining("failed before");
  }

  @Test
  void interrupt_breaksTheJournal() throws Exception {
    try (Journal journal = open(0)) {
      append(journal, 10, "a");
      journal.sync();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> append(journal, 20, "b"))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertBroken(journal);
    }
    assertThat(read(folder, 0)).containsExactly("1: 10 a");
  }

  @Test
  void failedDeletion_canBeRepeated() throws Exception {
    try (Journal journal = open(0)) {
      append(journal, 10, "a");
      journal.beginFile();
      append(journal, 20, "b");
      journal.sync();
      disk.callsUntilFailure = 0;
      assertThatThrownBy(() -> journal.deleteBefore(2)).hasMessage("input/output error");
      assertThat(append(journal, 30, "c")).isEqualTo(3);
      journal.sync();
    }
    assertThat(read(folder, 2)).containsExactly("2: 20 b", "3: 30 c");
  }

  private Journal open(long firstKept) throws IOException {
    return Journal.open(folder, STORE, firstKept, TestRecords.collector(new ArrayList<>()), disk);
  }
}
