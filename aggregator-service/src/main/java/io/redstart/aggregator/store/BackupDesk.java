// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.process.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes copies of a store that is in use, for {@code redstart store backup} (docs/rules.md, D8). The
 * command and this process talk through files in the store's own folder, see {@link StoreFiles}.
 *
 * <p>A copy is consistent because {@link #serve} runs on the thread of upkeep, the only one that
 * writes chunks, drops families and deletes journal files. First come the chunks, then the journal:
 * what the state of the copied chunks says is in the journal is still there, and everything that was
 * acknowledged before the request is in one or the other.
 */
final class BackupDesk {
  private static final Logger log = LoggerFactory.getLogger(BackupDesk.class);

  private final StoreFiles files;
  private final KeyValues keyValues;
  private final Committer committer;

  /** The journal at one moment between two records: files that nobody appends to any more. */
  @SuppressWarnings("ArrayRecordComponent") // Passed on once, and never compared.
  private record JournalCut(
      List<Path> files, byte[] acknowledged, @Nullable IOException unreadable) {}

  BackupDesk(StoreFiles files, KeyValues keyValues, Committer committer) {
    this.files = files;
    this.keyValues = keyValues;
    this.committer = committer;
  }

  /** Answers a request if there is one, and removes the copy of a command that has ended. */
  void serve() {
    try {
      boolean isAsked = Files.exists(files.backupRequest());
      if (!isAsked && !Files.exists(files.backupStaged().folder())) {
        return;
      }
      if (!ProcessLock.isHeld(files.backupLock())) {
        forget();
      } else if (isAsked) {
        answer(Files.readString(files.backupRequest()).strip());
      }
    } catch (IOException e) {
      log.warn("cannot serve a request for a backup: {}", e.getMessage());
    }
  }

  private void forget() throws IOException {
    deleteTree(files.backupStaged().folder());
    Files.deleteIfExists(files.backupAnswer());
    Files.deleteIfExists(files.backupRequest());
    log.warn("removed the copy for a backup that was given up");
  }

  private void answer(String id) throws IOException {
    String result;
    try {
      stage(files.backupStaged());
      result = StoreFiles.OK;
      log.info("made a copy for backup {}", id);
    } catch (IOException | KeyValuesException e) {
      result = String.valueOf(e.getMessage());
      log.warn("cannot make a copy for backup {}: {}", id, result);
      deleteTree(files.backupStaged().folder());
    }
    Path draft = files.folder().resolve("backup-answer.new");
    Files.writeString(draft, id + '\n' + result.replace('\n', ' ') + '\n');
    Files.move(draft, files.backupAnswer(), StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(files.backupRequest());
  }

  private void stage(StoreFiles target) throws IOException {
    deleteTree(target.folder());
    Files.createDirectories(target.journal());
    keyValues.checkpoint(target.rows());
    JournalCut cut = committer.between(this::cut);
    if (cut.unreadable != null) {
      throw cut.unreadable;
    }
    Path sideFile = cut.files.get(0);
    for (Path file : cut.files) {
      Path copy = target.journal().resolve(file.getFileName());
      if (file.equals(sideFile)) {
        Files.write(copy, cut.acknowledged);
      } else {
        link(file, copy);
      }
    }
  }

  /** Runs on the committer's thread: the side file is rewritten after each record. */
  private JournalCut cut() {
    Journal journal = committer.journal();
    try {
      journal.beginFile();
    } catch (IOException e) {
      // The journal is broken, whoever broke it: the process must end.
      throw new UncheckedIOException(e);
    }
    List<Path> cut = journal.files();
    try {
      return new JournalCut(cut, Files.readAllBytes(cut.get(0)), null);
    } catch (IOException e) {
      return new JournalCut(cut, new byte[0], e);
    }
  }

  private static void link(Path file, Path copy) throws IOException {
    try {
      Files.createLink(copy, file);
    } catch (IOException | UnsupportedOperationException e) {
      // Not every file system has links.
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }
}
