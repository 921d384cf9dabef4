// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that was just opened. The steps: check everything, visit the records, and only then
 * cut, sync and delete. So a refused journal, or one whose visitor failed, is left as it was found.
 */
record Recovery(
    List<JournalFile> files, AcknowledgedFile acknowledged, long lastCommit, long cutBytes) {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  static Recovery run(
      JournalFolder folder, StoreId store, long firstKeptCommit, RecordVisitor visitor)
      throws IOException {
    JournalCheck check = JournalCheck.of(folder, store, firstKeptCommit);
    List<JournalFile> files = new ArrayList<>();
    for (JournalFile file : check.kept()) {
      files.add(visit(folder, file, visitor));
    }
    leaveOnlySound(folder, check);
    return new Recovery(
        files, writeSideFile(folder, check.lastCommit()), check.lastCommit(), check.tornBytes());
  }

  static JournalFile visit(JournalFolder folder, JournalFile file, RecordVisitor visitor)
      throws IOException {
    long largestStampMillis = Long.MIN_VALUE;
    try (RecordReader reader = new RecordReader(folder, file.path())) {
      reader.readHead();
      for (long commit = file.firstCommit(); commit <= file.lastCommit(); commit++) {
        if (!reader.next() || reader.commit() != commit) {
          throw new IOException(file.path() + " changed while it was read");
        }
        largestStampMillis = Math.max(largestStampMillis, reader.visit(visitor));
      }
    }
    return file.withLargestStamp(largestStampMillis);
  }

  /** Cuts the torn tail and makes durable what a killed process may have left in the page cache. */
  private static void leaveOnlySound(JournalFolder folder, JournalCheck check) throws IOException {
    if (check.tornBytes() > 0) {
      log.warn(
          "cut {} bytes of commits that were never acknowledged off the journal in {}",
          check.tornBytes(),
          folder.path());
    }
    List<JournalFile> kept = check.kept();
    if (!kept.isEmpty()) {
      JournalFile last = kept.get(kept.size() - 1);
      folder.cutAndSync(last.path(), last.sizeBytes());
    }
    for (Path file : check.unneeded()) {
      Files.delete(file);
    }
  }

  private static AcknowledgedFile writeSideFile(JournalFolder folder, long lastCommit)
      throws IOException {
    if (lastCommit > 0 && !AcknowledgedFile.exists(folder)) {
      log.warn("the side file {} was missing and is written anew", folder.acknowledged());
    }
    AcknowledgedFile acknowledged = AcknowledgedFile.create(folder, lastCommit);
    try {
      folder.sync();
      return acknowledged;
    } catch (IOException e) {
      acknowledged.close();
      throw e;
    }
  }
}
