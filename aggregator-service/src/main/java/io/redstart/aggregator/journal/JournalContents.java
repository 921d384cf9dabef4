// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is in the folder of a journal that nobody opened.
 *
 * @param files how many files hold records
 * @param sizeBytes the size of these files
 * @param firstCommit the first commit in them; one more than {@code lastCommit} if there is none
 * @param lastCommit the last commit; 0 if there never was one
 * @param tornBytes how many bytes at the end are no whole record: opening will cut them off
 */
public record JournalContents(
    int files, long sizeBytes, long firstCommit, long lastCommit, long tornBytes) {
  /** Returns how many commits the files hold. */
  public long commits() {
    return lastCommit - firstCommit + 1;
  }

  /**
   * Looks at names and sizes without reading a record, also while another process writes the
   * journal. The last commit is that of the side file, so after a crash there can be more.
   */
  public static JournalContents look(Path path) throws IOException {
    JournalFolder folder = new JournalFolder(path, FileChannel::open);
    if (!Files.isDirectory(path)) {
      return new JournalContents(0, 0, 1, 0, 0);
    }
    List<Path> files = folder.files();
    long last = AcknowledgedFile.read(folder);
    long sizeBytes = 0;
    for (Path file : files) {
      // A file can be deleted meanwhile; then it counts nothing.
      sizeBytes += Files.exists(file) ? Files.size(file) : 0;
    }
    long first = files.isEmpty() ? last + 1 : JournalFolder.firstCommit(files.get(0));
    return new JournalContents(files.size(), sizeBytes, first, Math.max(last, first - 1), 0);
  }

  /**
   * Visits the sound records of the last file, also while another process writes it. Visits none if
   * there is no file, or if it is deleted at this moment.
   */
  public static void visitLast(Path path, RecordVisitor visitor) throws IOException {
    JournalFolder folder = new JournalFolder(path, FileChannel::open);
    List<Path> files = Files.isDirectory(path) ? folder.files() : List.of();
    if (files.isEmpty()) {
      return;
    }
    try (RecordReader reader = new RecordReader(folder, files.get(files.size() - 1))) {
      if (reader.readHead() != null) {
        while (reader.next()) {
          reader.visit(visitor);
        }
      }
    } catch (NoSuchFileException e) {
      // Its rows are in chunks by now.
    }
  }

  static JournalContents of(JournalCheck check) {
    long sizeBytes = check.kept().stream().mapToLong(JournalFile::sizeBytes).sum();
    long last = check.lastCommit();
    long first = check.kept().isEmpty() ? last + 1 : check.kept().get(0).firstCommit();
    return new JournalContents(check.kept().size(), sizeBytes, first, last, check.tornBytes());
  }
}
