// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown when a journal is not what a crash can leave behind, so that acknowledged counts may be
 * missing. Nothing on the disk has been changed. The message says where the damage is and what a
 * person can do about it.
 */
public final class DamagedJournalException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Describes the damage in a file, or in the folder as a whole. */
  DamagedJournalException(Path path, long atByte, String problem, Path folder, long sinceCommit) {
    super("damaged journal: " + path + " at byte " + atByte + ": " + problem
        + "; restore a backup, or move all files out of " + folder + ", create an empty file "
        + JournalFolder.ACKNOWLEDGED + " there and accept the loss of the counts since commit "
        + sinceCommit);
  }
}
