// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.nio.file.Path;

/**
 * The names in a store's folder. Those for backups exist only while somebody makes one, except the
 * lock:
 *
 * <pre>
 *   redstart-data/
 *     lock              who uses the folder
 *     rows/             RocksDB: chunks, label sets, totals
 *     journal/          journal-….log, acknowledged
 *     lives             when the store was opened: {@link StoreLives}
 *     life              in a copy: the life of its primary that its last commit is from
 *     backup-lock       held by the command that wants a copy, until it has moved it away
 *     backup-request    the command's question: a random id
 *     backup-answer     the process's answer: the id, then "ok" or what failed, a line each
 *     backup-staged/    rows/ and journal/: the copy, made of links where possible
 * </pre>
 */
public record StoreFiles(Path folder) {
  /** The answer to a request that succeeded. */
  public static final String OK = "ok";

  /** Returns the folder of the key-value store. */
  public Path rows() {
    return folder.resolve(StoreDisk.ROWS);
  }

  /** Returns the folder of the journal. */
  public Path journal() {
    return folder.resolve(StoreDisk.JOURNAL);
  }

  /** Returns the file that a command locks while it has a backup made. */
  public Path backupLock() {
    return folder.resolve("backup-lock");
  }

  /** Returns the file of the request for a backup. */
  public Path backupRequest() {
    return folder.resolve("backup-request");
  }

  /** Returns the file of the answer to such a request. */
  public Path backupAnswer() {
    return folder.resolve("backup-answer");
  }

  /** Returns the copy that such an answer speaks of. */
  public StoreFiles backupStaged() {
    return new StoreFiles(folder.resolve("backup-staged"));
  }
}
