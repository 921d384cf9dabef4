// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static io.redstart.aggregator.journal.TestRecords.STORE;
import static io.redstart.aggregator.journal.TestRecords.append;
import static io.redstart.aggregator.journal.TestRecords.content;
import static io.redstart.aggregator.journal.TestRecords.logs;
import static io.redstart.aggregator.journal.TestRecords.open;
import static io.redstart.aggregator.journal.TestRecords.read;
import static io.redstart.aggregator.journal.TestRecords.sideFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage to a journal of three files: commits 1 and 2, 3 and 4, 5 to 8, of which 6 is the last that
 * was acknowledged.
 */
class DamagedJournalTest {
  private static final List<String> RECORDS = List.of(
      "1: 10 a", "2: 20 b", "3: 30 c", "4: 40 d", "5: 50 e", "6: 60 f", "7: 70 g", "8: 80 h");
  private static final int ACKNOWLEDGED = 6;
  private static final int RECORD_BYTES = 16 + "10 a".length();
  private static final int ACKNOWLEDGED_BYTES = FileHead.BYTES + 2 * RECORD_BYTES;

  @TempDir
  private Path folder;

  private Path first;
  private Path middle;
  private Path last;
  private Map<Path, byte[]> whole;

  @BeforeEach
  void write() throws IOException {
    try (Journal journal = open(folder, 0, new ArrayList<>())) {
      append(journal, 10, "a");
      append(journal, 20, "b");
      journal.beginFile();
      append(journal, 30, "c");
      append(journal, 40, "d");
      journal.beginFile();
      append(journal, 50, "e");
      append(journal, 60, "f");
      journal.sync();
      append(journal, 70, "g");
      append(journal, 80, "h");
    }
    first = logs(folder).get(0);
    middle = logs(folder).get(1);
    last = logs(folder).get(2);
    whole = TestRecords.save(folder);
  }

  @Test
  void killedProcess_losesNothing() throws Exception {
    assertThat(read(folder, 0)).isEqualTo(RECORDS);
    assertThat(Files.size(last)).isEqualTo(ACKNOWLEDGED_BYTES + 2 * RECORD_BYTES);
  }

  @Test
  void tornTail_isCutAtEveryLength() throws Exception {
    for (int size = ACKNOWLEDGED_BYTES; size <= whole.get(last).length; size++) {
      TestRecords.restore(folder, whole);
      cut(last, size);
      int soundRecords = (size - FileHead.BYTES) / RECORD_BYTES;
      List<String> records = new ArrayList<>();
      try (Journal journal = open(folder, 0, records)) {
        assertThat(records).isEqualTo(RECORDS.subList(0, 4 + soundRecords));
        // The first three bytes of a short record are 0, like room for the next one.
        int rest = (size - FileHead.BYTES) % RECORD_BYTES;
        assertThat(journal.cutBytes()).isEqualTo(rest <= 3 ? 0 : rest);
        assertThat(append(journal, 90, "i")).isEqualTo(5 + soundRecords);
        journal.sync();
      }
      records.add(5 + soundRecords + ": 90 i");
      assertThat(read(folder, 0)).isEqualTo(records);
    }
  }

  @Test
  void acknowledgedRecordCutOff_isRefusedAtEveryLength() throws Exception {
    for (int size = 0; size < ACKNOWLEDGED_BYTES; size++) {
      TestRecords.restore(folder, whole);
      cut(last, size);
      refused();
    }
  }

  @Test
  void everyBitOfTheLastFile_isFlipped() throws Exception {
    for (int bit = 0; bit < whole.get(last).length * 8; bit++) {
      TestRecords.restore(folder, whole);
      flip(last, bit);
      if (bit / 8 < ACKNOWLEDGED_BYTES) {
        refused();
      } else {
        int sound = bit / 8 < ACKNOWLEDGED_BYTES + RECORD_BYTES ? ACKNOWLEDGED : ACKNOWLEDGED + 1;
        assertThat(read(folder, 0)).as("bit " + bit).isEqualTo(RECORDS.subList(0, sound));
      }
    }
  }

  @Test
  void everyBitOfAnotherFile_isFlipped() throws Exception {
    for (int bit = 0; bit < whole.get(middle).length * 8; bit++) {
      TestRecords.restore(folder, whole);
      flip(middle, bit);
      refused();
    }
  }

  @Test
  void flippedBit_withoutSideFileYieldsRightRecordsOnly() throws Exception {
    for (int bit = 0; bit < whole.get(last).length * 8; bit++) {
      TestRecords.restore(folder, whole);
      Files.delete(sideFile(folder));
      flip(last, bit);
      if (bit / 8 < FileHead.BYTES) {
        assertThat(refused()).as("records follow the head").contains("the head is cut off or");
      } else {
        int sound = 4 + (bit / 8 - FileHead.BYTES) / RECORD_BYTES;
        assertThat(read(folder, 0)).as("bit " + bit).isEqualTo(RECORDS.subList(0, sound));
      }
    }
  }

  @Test
  void message_saysWhereAndWhatToDo() throws Exception {
    flip(last, (FileHead.BYTES + RECORD_BYTES) * 8 + 100);

    assertThat(refused())
        .isEqualTo("damaged journal: " + last + " at byte " + (FileHead.BYTES + RECORD_BYTES)
            + ": commit 6 cannot be read: the checksum of a record is wrong; restore a backup, or"
            + " move all files out of " + folder + ", create an empty file acknowledged there and"
            + " accept the loss of the counts since commit 1");
  }

  @Test
  void adviceOfTheMessage_works() throws Exception {
    TestRecords.restore(folder, Map.of());
    assertThatThrownBy(() -> read(folder, 3))
        .isInstanceOf(DamagedJournalException.class)
        .hasMessageContaining("no files, although the store had a journal")
        .hasMessageContaining("since commit 3");

    Files.createFile(sideFile(folder));
    try (Journal journal = open(folder, 3, new ArrayList<>())) {
      assertThat(append(journal, 90, "i")).isEqualTo(3);
      journal.sync();
    }
    assertThat(read(folder, 3)).containsExactly("3: 90 i");
  }

  @Test
  void missingFile_isRefused() throws Exception {
    Files.delete(first);
    assertThat(refused()).contains("the first file begins with commit 3, but 1 is still needed");
    TestRecords.restore(folder, whole);
    Files.delete(middle);
    assertThat(refused()).contains("begins with commit 5, but the file before it ends with 2");
    TestRecords.restore(folder, whole);
    Files.delete(last);
    assertThat(refused()).contains("the journal ends with commit 4, but 6 was acknowledged");
    Files.delete(first);
    Files.delete(middle);
    assertThat(refused()).contains("the journal ends with commit 0, but 6 was acknowledged");
  }

  @Test
  void missingFolder_isRefusedIfThereWasAJournal() {
    Path other = folder.resolve("other");
    assertThatThrownBy(() -> read(other, 1))
        .isInstanceOf(DamagedJournalException.class)
        .hasMessageContaining(other + " at byte 0: the folder is missing");
    assertThat(other).doesNotExist();
  }

  @Test
  void fileBeforeTheLast_mustEndWithARecord() throws Exception {
    for (int size = 0; size < whole.get(middle).length; size++) {
      TestRecords.restore(folder, whole);
      cut(middle, size);
      refused();
    }
    TestRecords.restore(folder, whole);
    Files.write(middle, new byte[] {1}, StandardOpenOption.APPEND);
    assertThat(refused()).contains("commit 5 cannot be read: the file ends within a record");
  }

  @Test
  void garbageAfterTheLastRecord_isCut() throws Exception {
    for (byte[] garbage : List.of(new byte[1], new byte[5000], "garbage, 32 bytes".getBytes())) {
      TestRecords.restore(folder, whole);
      Files.write(last, garbage, StandardOpenOption.APPEND);
      assertThat(read(folder, 0)).isEqualTo(RECORDS);
      assertThat(Files.size(last)).isEqualTo(whole.get(last).length);
    }
  }

  @Test
  void soundRecordWithAnotherNumber_isRefused() throws Exception {
    byte[] bytes = whole.get(last);
    byte[] seventh =
        Arrays.copyOfRange(bytes, ACKNOWLEDGED_BYTES, ACKNOWLEDGED_BYTES + RECORD_BYTES);
    Files.write(last, seventh, StandardOpenOption.APPEND);
    assertThat(refused()).contains("at byte " + bytes.length + ": commit 7 instead of 9");
  }

  @Test
  void fileOfAnotherStore_isRefused() throws Exception {
    assertThatThrownBy(() -> Journal.open(folder, new StoreId(1, 2), 0, (c, a, o, l) -> 0))
        .isInstanceOf(DamagedJournalException.class)
        .hasMessageContaining("belongs to store " + STORE + ", not to 0000000000000001");
  }

  @Test
  void renamedFile_isRefused() throws Exception {
    Files.delete(first);
    Files.move(middle, first);
    assertThat(refused()).contains("the file was renamed: it begins with commit 3");
  }

  @Test
  void lastFileWithATornHead_isRemoved() throws Exception {
    for (int size = 0; size < 100; size++) {
      TestRecords.restore(folder, whole);
      Path next = Files.write(folder.resolve("journal-00000000000000000009.log"), new byte[size]);
      List<String> records = new ArrayList<>();
      try (Journal journal = open(folder, 0, records)) {
        assertThat(records).isEqualTo(RECORDS);
        assertThat(next).doesNotExist();
        assertThat(journal.cutBytes()).isEqualTo(size);
        append(journal, 90, "i");
        assertThat(next).exists();
      }
    }
  }

  @Test
  void lastFileWithoutRecords_isReplaced() throws Exception {
    byte[] head = Arrays.copyOf(whole.get(last), FileHead.BYTES);
    TestRecords.restore(folder, whole);
    Files.delete(last);
    Files.write(sideFile(folder), new byte[0]);
    Files.write(last, head);

    List<String> records = new ArrayList<>();
    try (Journal journal = open(folder, 0, records)) {
      assertThat(records).isEqualTo(RECORDS.subList(0, 4));
      assertThat(append(journal, 50, "e")).isEqualTo(5);
      journal.sync();
    }
    assertThat(read(folder, 0)).isEqualTo(RECORDS.subList(0, 5));
  }

  @Test
  void sideFileThatIsOldOrUnreadable_refusesNothing() throws Exception {
    List<byte[]> contents = List.of(
        new byte[0],
        new byte[11],
        new byte[12],
        new byte[13],
        Arrays.copyOf(whole.get(sideFile(folder)), 13),
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
    for (byte[] content : contents) {
      TestRecords.restore(folder, whole);
      Files.write(sideFile(folder), content);
      cut(last, whole.get(last).length - 1);
      assertThat(read(folder, 0)).isEqualTo(RECORDS.subList(0, 7));
      assertThat(Files.size(sideFile(folder))).isEqualTo(12);
      cut(last, (int) Files.size(last) - 1);
      assertThat(refused()).as("the side file was written anew").contains("commit 7 cannot be");
    }
  }

  @Test
  void everyBitOfTheSideFile_isFlipped() throws Exception {
    for (int bit = 0; bit < 12 * 8; bit++) {
      TestRecords.restore(folder, whole);
      flip(sideFile(folder), bit);
      assertThat(read(folder, 0)).isEqualTo(RECORDS);
    }
  }

  @Test
  void missingSideFile_isWrittenAnew() throws Exception {
    Files.delete(sideFile(folder));
    assertThat(read(folder, 0)).isEqualTo(RECORDS);
    cut(last, whole.get(last).length - 1);
    assertThat(refused()).contains("commit 8 cannot be read");
  }

  /** What the key-value store no longer needs was durable, whatever the side file says. */
  @Test
  void firstKeptCommit_confirmsTheOnesBefore() throws Exception {
    Files.write(sideFile(folder), new byte[0]);
    cut(last, ACKNOWLEDGED_BYTES - 1);
    Map<Path, String> before = content(folder);
    assertThatThrownBy(() -> read(folder, 7))
        .isInstanceOf(DamagedJournalException.class)
        .hasMessageContaining("commit 6 cannot be read");
    assertThat(content(folder)).isEqualTo(before);
    assertThat(read(folder, 5)).isEqualTo(List.of("5: 50 e"));
  }

  /** Checks that opening fails and changes nothing, and returns the message. */
  private String refused() throws IOException {
    Map<Path, String> before = content(folder);
    List<String> records = new ArrayList<>();
    String[] message = new String[1];
    assertThatThrownBy(() -> open(folder, 0, records))
        .isInstanceOf(DamagedJournalException.class)
        .satisfies(e -> message[0] = e.getMessage());
    assertThat(records).isEmpty();
    assertThat(content(folder)).isEqualTo(before);
    return message[0];
  }

  private static void cut(Path file, int size) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));
  }

  private static void flip(Path file, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    Files.write(file, bytes);
  }
}
