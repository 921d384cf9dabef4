// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, without changing anything, which files and bytes of a folder are the journal: all of it,
 * or all but a tail that a crash tore. Every other difference from a whole journal is damage.
 *
 * <p>The number up to which commits are <em>confirmed</em> is the larger of two: that of the side
 * file, and the last commit which the key-value store no longer needs. No bytes at or before a
 * confirmed commit can be a torn tail.
 */
final class JournalCheck {
  private final JournalFolder folder;
  private final StoreId store;
  private final long firstKeptCommit;
  private final long acknowledged;
  private final long confirmed;

  /** Files to be deleted: no longer needed, or without a record. */
  private final List<Path> unneeded = new ArrayList<>();

  /** Sound files, whose largest stamps are not known yet. */
  private final List<JournalFile> kept = new ArrayList<>();

  private long tornBytes;

  private JournalCheck(
      JournalFolder folder, StoreId store, long firstKeptCommit, long acknowledged) {
    this.folder = folder;
    this.store = store;
    this.firstKeptCommit = firstKeptCommit;
    this.acknowledged = acknowledged;
    this.confirmed = Math.max(acknowledged, firstKeptCommit - 1);
  }

  /** Checks a folder. */
  static JournalCheck of(JournalFolder folder, StoreId store, long firstKeptCommit)
      throws IOException {
    boolean isFolder = Files.isDirectory(folder.path());
    long acknowledged = isFolder ? AcknowledgedFile.read(folder) : 0;
    JournalCheck check = new JournalCheck(folder, store, firstKeptCommit, acknowledged);
    if (!isFolder) {
      throw check.damaged(folder.path(), 0, "the folder is missing");
    }
    check.checkFiles(folder.files());
    check.checkEnds();
    return check;
  }

  /** Returns the files that are the journal, in order. */
  List<JournalFile> kept() {
    return kept;
  }

  /** Returns the files to be deleted, in order. */
  List<Path> unneeded() {
    return unneeded;
  }

  /** Returns how many bytes follow the last sound record. */
  long tornBytes() {
    return tornBytes;
  }

  /** Returns the number of the last commit, deleted ones included; 0 if there was none. */
  long lastCommit() {
    long last = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).lastCommit();
    return Math.max(last, Math.max(0, firstKeptCommit - 1));
  }

  private void checkFiles(List<Path> files) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      boolean isLast = i == files.size() - 1;
      if (!isLast && JournalFolder.firstCommit(files.get(i + 1)) <= firstKeptCommit) {
        // Deleting was interrupted. A power cut can leave any of these files, so gaps are allowed.
        unneeded.add(files.get(i));
      } else {
        checkOrder(files.get(i));
        checkFile(files.get(i), isLast);
      }
    }
    if (kept.size() == 1 && kept.get(0).lastCommit() < firstKeptCommit) {
      unneeded.add(kept.remove(0).path());
    }
  }

  private void checkOrder(Path file) throws DamagedJournalException {
    long first = JournalFolder.firstCommit(file);
    if (kept.isEmpty()) {
      if (first > Math.max(1, firstKeptCommit)) {
        throw damaged(
            file,
            0,
            "the first file begins with commit " + first + ", but " + Math.max(1, firstKeptCommit)
                + " is still needed: a file is missing");
      }
    } else if (first != lastCommit() + 1) {
      throw damaged(
          file,
          0,
          "begins with commit " + first + ", but the file before it ends with " + lastCommit()
              + ": a file is missing or was cut off");
    }
  }

  private void checkFile(Path file, boolean isLast) throws IOException {
    long first = JournalFolder.firstCommit(file);
    try (RecordReader reader = new RecordReader(folder, file)) {
      FileHead head = reader.readHead();
      if (head == null) {
        checkTornHead(file, reader, isLast && first > confirmed);
        return;
      }
      checkHead(file, head);
      long end = checkRecords(file, reader);
      if (reader.problem() != null && !(isLast && end > confirmed)) {
        throw damaged(
            file, reader.soundBytes(), "commit " + end + " cannot be read: " + reader.problem());
      }
      tornBytes = reader.fileBytes() - reader.soundBytes() - reader.unusedBytes();
      if (end == first) {
        unneeded.add(file);
      } else {
        kept.add(new JournalFile(file, first, end - 1, reader.soundBytes(), Long.MIN_VALUE));
      }
    }
  }

  /**
   * A file whose head never reached the disk has no record either: the head and the beginning of
   * the first record share a sector. So a sound record behind a bad head means damage.
   */
  private void checkTornHead(Path file, RecordReader reader, boolean canBeTorn) throws IOException {
    if (!canBeTorn || reader.next()) {
      throw damaged(file, 0, "the head is cut off or its checksum is wrong");
    }
    tornBytes = reader.fileBytes();
    unneeded.add(file);
  }

  private void checkHead(Path file, FileHead head) throws DamagedJournalException {
    if (head.magic() != FileHead.MAGIC) {
      throw damaged(
          file,
          0,
          "unknown format " + Integer.toHexString(head.magic()) + ", perhaps of a later version");
    }
    if (!head.store().equals(store)) {
      throw damaged(file, 4, "belongs to store " + head.store() + ", not to " + store);
    }
    if (head.firstCommit() != JournalFolder.firstCommit(file)) {
      throw damaged(file, 20, "the file was renamed: it begins with commit " + head.firstCommit());
    }
  }

  /** Returns the number of the first commit that is not there. */
  private long checkRecords(Path file, RecordReader reader) throws IOException {
    long expected = JournalFolder.firstCommit(file);
    while (true) {
      long at = reader.soundBytes();
      if (!reader.next()) {
        return expected;
      }
      if (reader.commit() != expected) {
        throw damaged(file, at, "commit " + reader.commit() + " instead of " + expected);
      }
      expected++;
    }
  }

  private void checkEnds() throws DamagedJournalException {
    if (lastCommit() < acknowledged) {
      Path last = kept.isEmpty() ? folder.path() : kept.get(kept.size() - 1).path();
      long endBytes = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).sizeBytes();
      throw damaged(
          last,
          endBytes,
          "the journal ends with commit " + lastCommit() + ", but " + acknowledged
              + " was acknowledged: the last file is missing or was cut off");
    }
    // The side file is durable before the first commit and never deleted, so without it all files
    // may be gone. An empty one, created by a person, says that this is known.
    if (kept.isEmpty() && firstKeptCommit > 0 && !AcknowledgedFile.exists(folder)) {
      throw damaged(folder.path(), 0, "no files, although the store had a journal");
    }
  }

  private DamagedJournalException damaged(Path path, long atByte, @Nullable String problem) {
    return new DamagedJournalException(
        path, atByte, String.valueOf(problem), folder.path(), Math.max(1, firstKeptCommit));
  }
}
