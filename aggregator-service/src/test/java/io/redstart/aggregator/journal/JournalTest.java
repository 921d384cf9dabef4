// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static io.redstart.aggregator.journal.TestRecords.STORE;
import static io.redstart.aggregator.journal.TestRecords.append;
import static io.redstart.aggregator.journal.TestRecords.logs;
import static io.redstart.aggregator.journal.TestRecords.open;
import static io.redstart.aggregator.journal.TestRecords.read;
import static io.redstart.aggregator.journal.TestRecords.sideFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir
  private Path parent;

  private Path folder;

  @BeforeEach
  void choose() {
    folder = parent.resolve("journal");
  }

  @Test
  void newJournal_isEmpty() throws Exception {
    List<String> records = new ArrayList<>();
    try (Journal journal = open(folder, 0, records)) {
      assertThat(records).isEmpty();
      assertThat(journal.lastCommit()).isZero();
      assertThat(journal.sizeBytes()).isZero();
      assertThat(journal.firstKeptAfter(Long.MAX_VALUE)).isOne();
      assertThat(journal.files()).containsExactly(sideFile(folder));
    }
    assertThat(read(folder, 0)).isEmpty();
  }

  @Test
  void records_comeBackInOrder() throws Exception {
    try (Journal journal = open(folder, 0, new ArrayList<>())) {
      assertThat(append(journal, 10, "a")).isEqualTo(1);
      assertThat(append(journal, 20, "")).isEqualTo(2);
      journal.sync();
      assertThat(append(journal, 30, "c")).isEqualTo(3);
      assertThat(journal.lastCommit()).isEqualTo(3);
      journal.sync();
    }
    assertThat(read(folder, 0)).containsExactly("1: 10 a", "2: 20 ", "3: 30 c");
  }

  @Test
  void numbers_haveNoGapsOverFilesAndStarts() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int start = 0; start < 4; start++) {
      List<String> records = new ArrayList<>();
      try (Journal journal = open(folder, 0, records)) {
        assertThat(records).isEqualTo(expected);
        for (int i = 0; i < 5; i++) {
          long commit = append(journal, 5, "start " + start);
          expected.add(commit + ": 5 start " + start);
          if (i == 2) {
            journal.beginFile();
          }
        }
        journal.sync();
      }
    }
    assertThat(expected).hasSize(20).last().isEqualTo("20: 5 start 3");
    assertThat(logs(folder)).hasSize(8);
    assertThat(logs(folder).get(1)).hasFileName("journal-00000000000000000004.log");
  }

  /** The very bytes, so that journals of earlier versions stay readable. */
  @Test
  void format_isAsDocumented() throws Exception {
    try (Journal journal = open(folder, 0, new ArrayList<>())) {
      append(journal, 7, "x");
      journal.sync();
    }
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(logs(folder).get(0))))
        .isEqualTo("52534a01" + "1122334455667788" + "99aabbccddeeff00" + "0000000000000001"
            + "31fcd0af" + "0000000b" + "16481177" + "0000000000000001" + "372078");
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(sideFile(folder))))
        .isEqualTo("0000000000000001" + "7e433189");
  }

  @Test
  void largeFile_hasRoomForRecordsThatACompleteOneGivesBack() throws Exception {
    String text = "x".repeat(40_000);
    List<String> records = new ArrayList<>();
    try (Journal journal = open(folder, 0, records)) {
      for (int i = 0; i < 4; i++) {
        append(journal, i, text);
        journal.sync();
      }
      assertThat(Files.size(logs(folder).get(0))).isGreaterThan(journal.sizeBytes() + 10_000);
    }
    try (Journal journal = open(folder, 0, records)) {
      assertThat(journal.cutBytes()).isZero();
      assertThat(Files.size(logs(folder).get(0))).isEqualTo(journal.sizeBytes());
      for (int i = 4; i < 10; i++) {
        append(journal, i, text);
      }
      journal.beginFile();
      assertThat(Files.size(logs(folder).get(0)) + Files.size(logs(folder).get(1)))
          .isEqualTo(journal.sizeBytes());
    }
    assertThat(records).hasSize(4);
    assertThat(read(folder, 0)).hasSize(10).last().isEqualTo("10: 9 " + text);
  }

  @Test
  void recordIsWritten_withoutSpaceForRoom() throws Exception {
    String text = "x".repeat(40_000);
    FailingDisk disk = new FailingDisk();
    RecordVisitor nothing = TestRecords.collector(new ArrayList<>());
    try (Journal journal = Journal.open(folder, STORE, 0, nothing, disk)) {
      append(journal, 1, text);
      append(journal, 2, text);
      disk.callsUntilFailure = 0;
      append(journal, 3, text);
      journal.sync();
      assertThat(disk.callsUntilFailure).isNegative();
      assertThat(Files.size(logs(folder).get(0))).isEqualTo(journal.sizeBytes());
    }
    assertThat(read(folder, 0)).hasSize(3).last().isEqualTo("3: 3 " + text);
  }

  @Test
  void fileThatIsFull_isFollowedByAnother() throws Exception {
    byte[] items = new byte[9 << 20];
    try (Journal journal = Journal.open(folder, STORE, 0, (commit, array, offset, length) -> 0)) {
      for (int i = 0; i < 9; i++) {
        Arrays.fill(items, (byte) i);
        journal.append(items, 0, items.length, 0);
      }
      journal.sync();
      assertThat(journal.sizeBytes())
          .isEqualTo(Files.size(logs(folder).get(0)) + Files.size(logs(folder).get(1)));
    }
    assertThat(logs(folder)).hasSize(2).last().asString().endsWith("00009.log");
    List<Byte> content = new ArrayList<>();
    RecordVisitor visitor = (commit, array, offset, length) -> {
      assertThat(length).isEqualTo(items.length);
      assertThat(array[offset]).isEqualTo(array[offset + length - 1]);
      content.add(array[offset]);
      return 0;
    };
    Journal.open(folder, STORE, 0, visitor).close();
    assertThat(content).containsExactly(new Byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8});
  }

  @Test
  void firstKept_isTheFirstFileWithALaterStamp() throws Exception {
    try (Journal journal = threeFiles()) {
      checkFirstKept(journal);
    }
    try (Journal journal = open(folder, 0, new ArrayList<>())) {
      checkFirstKept(journal);
      assertThat(journal.firstKeptAfter(500)).as("nothing is being appended to").isEqualTo(6);
    }
  }

  private static void checkFirstKept(Journal journal) {
    assertThat(journal.firstKeptAfter(99)).isEqualTo(1);
    assertThat(journal.firstKeptAfter(100)).isEqualTo(3);
    assertThat(journal.firstKeptAfter(199)).isEqualTo(3);
    assertThat(journal.firstKeptAfter(200)).isEqualTo(5);
  }

  @Test
  void firstKept_keepsTheFileThatIsAppendedTo() throws Exception {
    try (Journal journal = threeFiles()) {
      assertThat(journal.firstKeptAfter(Long.MAX_VALUE)).isEqualTo(5);
      journal.beginFile();
      assertThat(journal.firstKeptAfter(Long.MAX_VALUE)).isEqualTo(6);
    }
  }

  @Test
  void deleteBefore_deletesWholeFilesOnly() throws Exception {
    try (Journal journal = threeFiles()) {
      long before = journal.sizeBytes();
      journal.deleteBefore(2);
      assertThat(logs(folder)).hasSize(3);
      journal.deleteBefore(4);
      assertThat(logs(folder)).hasSize(2);
      assertThat(journal.files()).hasSize(3);
      assertThat(journal.sizeBytes()).isLessThan(before).isPositive();
    }
    assertThat(read(folder, 3)).containsExactly("3: 200 c", "4: 150 d", "5: 300 e");
    assertThat(read(folder, 4)).as("within a file").hasSize(3);
  }

  @Test
  void deleteBefore_sparesTheFileThatIsAppendedTo() throws Exception {
    try (Journal journal = threeFiles()) {
      journal.deleteBefore(100);
      assertThat(logs(folder)).hasSize(1);
    }
  }

  @Test
  void numbers_goOnAfterEverythingWasDeleted() throws Exception {
    try (Journal journal = threeFiles()) {
      journal.beginFile();
      journal.deleteBefore(6);
      assertThat(journal.sizeBytes()).isZero();
    }
    assertThat(logs(folder)).isEmpty();
    List<String> records = new ArrayList<>();
    try (Journal journal = open(folder, 6, records)) {
      assertThat(records).isEmpty();
      assertThat(append(journal, 400, "f")).isEqualTo(6);
      journal.sync();
    }
    assertThat(read(folder, 6)).containsExactly("6: 400 f");
  }

  @Test
  void filesLeftOverByACrash_areDeletedUnread() throws Exception {
    threeFiles().close();
    Files.write(logs(folder).get(0), new byte[] {1, 2, 3});

    assertThat(read(folder, 5)).containsExactly("5: 300 e");
    assertThat(logs(folder)).hasSize(1);
  }

  /** A power cut may undo some of the deletions, and not those of the oldest files. */
  @Test
  void filesLeftOverByACrash_mayHaveGaps() throws Exception {
    threeFiles().close();
    Files.delete(logs(folder).get(1));

    assertThat(read(folder, 5)).containsExactly("5: 300 e");
    assertThat(logs(folder)).hasSize(1);
  }

  @Test
  void lastFileLeftOver_isDeletedToo() throws Exception {
    try (Journal journal = threeFiles()) {
      journal.beginFile();
    }
    assertThat(read(folder, 6)).isEmpty();
    assertThat(logs(folder)).isEmpty();
    try (Journal journal = open(folder, 6, new ArrayList<>())) {
      assertThat(journal.lastCommit()).isEqualTo(5);
    }
  }

  @Test
  void otherFiles_areLeftAlone() throws Exception {
    threeFiles().close();
    Path other = Files.write(folder.resolve("journal-3.log"), new byte[] {1});

    assertThat(read(folder, 0)).hasSize(5);
    assertThat(other).exists();
  }

  @Test
  void visitorThatFails_leavesTheFolderAsItWas() throws Exception {
    try (Journal journal = threeFiles()) {
      append(journal, 300, "torn");
    }
    Path last = logs(folder).get(2);
    Files.write(last, Arrays.copyOf(Files.readAllBytes(last), (int) Files.size(last) - 1));
    var before = TestRecords.content(folder);

    RecordVisitor failing = (commit, array, offset, length) -> {
      throw new IllegalStateException("commit " + commit);
    };
    assertThatThrownBy(() -> Journal.open(folder, STORE, 5, failing)).hasMessage("commit 5");
    assertThat(TestRecords.content(folder)).isEqualTo(before);
  }

  @Test
  void appendOutsideTheArray_failsBeforeAnythingIsWritten() throws Exception {
    try (Journal journal = open(folder, 0, new ArrayList<>())) {
      assertThatThrownBy(() -> journal.append(new byte[3], 2, 2, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(append(journal, 1, "a")).isEqualTo(1);
    }
  }

  @Test
  void closedJournal_acceptsNothing() throws Exception {
    Journal journal = open(folder, 0, new ArrayList<>());
    append(journal, 1, "a");
    journal.close();

    assertThatThrownBy(() -> append(journal, 2, "b"))
        .isInstanceOf(IOException.class)
        .hasMessage("the journal in " + folder + " is closed or failed before");
    assertThatThrownBy(journal::sync).isInstanceOf(IOException.class);
    journal.close();
  }

  @Test
  void folderWithoutParent_isNotCreated() {
    assertThatThrownBy(() -> open(parent.resolve("a/b"), 0, new ArrayList<>()))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** Files with commits 1 and 2, 3 and 4, and 5. */
  private Journal threeFiles() throws IOException {
    Journal journal = open(folder, 0, new ArrayList<>());
    append(journal, 50, "a");
    append(journal, 100, "b");
    journal.beginFile();
    append(journal, 200, "c");
    append(journal, 150, "d");
    journal.beginFile();
    append(journal, 300, "e");
    journal.sync();
    return journal;
  }
}
