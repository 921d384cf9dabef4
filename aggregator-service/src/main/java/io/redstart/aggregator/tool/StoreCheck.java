// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.journal.DamagedJournalException;
import io.redstart.aggregator.journal.JournalContents;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.sealed.SealedCheck;
import io.redstart.aggregator.sealed.SealedContents;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.aggregator.store.StoreLock;
import io.redstart.aggregator.store.StoredJournal;
import io.redstart.wire.MalformedFrameException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that a store is sound: reads every record of its journal, every block of its tables, every
 * chunk of every label set, and adds them up. Changes nothing. Of a store in use it checks a copy
 * ({@link StagedCopy}), because files come and go under a reader.
 */
public final class StoreCheck {
  /** More problems than this are only counted. */
  private static final int PROBLEMS_MAX = 50;

  private static final String RESTORE = "restore a backup; look at the disk's own errors first";

  private final StoreHost host;
  private final Progress progress;
  private final List<StoreProblem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long moreProblems;

  /**
   * The result of a check.
   *
   * @param problems what is wrong; nothing in a sound store
   * @param moreProblems how many further problems were found
   * @param notes what is harmless but worth knowing
   * @param labelSets how many label sets were checked
   * @param commits how many commits of the journal were checked
   */
  public record Result(
      List<StoreProblem> problems,
      long moreProblems,
      List<String> notes,
      long labelSets,
      long commits) {
    /** Copies the lists. */
    public Result {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }

    /** Returns whether nothing is wrong. */
    public boolean isSound() {
      return problems.isEmpty();
    }
  }

  private StoreCheck(StoreHost host, Progress progress) {
    this.host = host;
    this.progress = progress;
  }

  /**
   * Checks a store, which may be in use.
   *
   * @throws StoreException if there is no store to check
   */
  public static Result of(StoreFiles files, Progress progress) throws IOException {
    return of(StoreHost.PROCESS, files, progress);
  }

  /** Checks a store in a process of the caller's making; see the other method. */
  public static Result of(StoreHost host, StoreFiles files, Progress progress) throws IOException {
    StoredKeyValues.requireStore(files);
    StoreCheck check = new StoreCheck(host, progress);
    if (!Files.isWritable(files.folder())) {
      // Nobody can use a store that cannot be written, so no lock is needed.
      return check.check(files);
    }
    if (StoreLock.isInUse(files.folder())) {
      try (StagedCopy copy = StagedCopy.of(files)) {
        return check.check(copy.copied());
      }
    }
    StoreLock lock = StoreLock.take(files.folder());
    try (lock) {
      return check.check(files);
    }
  }

  private Result check(StoreFiles files) throws IOException {
    try {
      verifyTables(files);
      try (StoredKeyValues stored =
              StoredKeyValues.of(files, host.readOnlyKeyValues(files.rows()));
          SealedContents contents = stored.contents()) {
        return check(files, contents);
      }
    } catch (KeyValuesException | MalformedFrameException e) {
      add("rows: " + e.getMessage(), "the store cannot be opened", RESTORE);
      return new Result(problems, moreProblems, notes, 0, 0);
    }
  }

  private void verifyTables(StoreFiles files) {
    try {
      progress.at("verifying checksums", 0, 1);
      host.verify(files.rows());
    } catch (KeyValuesException e) {
      damaged("rows: " + e.getMessage());
    }
  }

  private Result check(StoreFiles files, SealedContents contents) throws IOException {
    SealedCheck sealed = new SealedCheck(contents, new Findings(), progress);
    sealed.run();
    long labelSets = sealed.ids().cardinality();
    long commits = checkJournal(files, contents, sealed);
    return new Result(problems, moreProblems, notes, labelSets, commits);
  }

  private long checkJournal(StoreFiles files, SealedContents contents, SealedCheck sealed)
      throws IOException {
    progress.at("reading the journal", 0, 1);
    try {
      JournalContents journal = new StoredJournal(files.journal(), contents.layout())
          .check(
              contents.head().id(),
              contents.state(),
              sealed.ids(),
              problem -> add(
                  "journal: " + problem,
                  "the store cannot be opened",
                  "start the version of Redstart that wrote it, or restore a backup"));
      if (journal.tornBytes() > 0) {
        notes.add("the journal ends with " + journal.tornBytes() + " bytes of commits that were"
            + " never acknowledged, as after a crash: the next start cuts them off");
      }
      return journal.commits();
    } catch (DamagedJournalException e) {
      String message = String.valueOf(e.getMessage());
      int remedyAt = message.indexOf("; restore");
      add(
          remedyAt < 0 ? message : message.substring(0, remedyAt),
          "acknowledged counts may be missing, so the store refuses to open",
          remedyAt < 0 ? RESTORE : message.substring(remedyAt + 2));
      return 0;
    }
  }

  private void damaged(String what) {
    add(what, "these bytes cannot be read: queries that need them fail", RESTORE);
  }

  private void add(String what, String meaning, String remedy) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(new StoreProblem(what, meaning, remedy));
    } else {
      moreProblems++;
    }
  }

  private final class Findings implements SealedCheck.Report {
    @Override
    public void damaged(String what) {
      StoreCheck.this.damaged(what);
    }

    @Override
    public void disagrees(String what) {
      add(
          what,
          "counters of this label set are wrong from there on",
          "report this as a bug, with the output of `redstart store info`; restore a backup if"
              + " the counters matter");
    }

    @Override
    public void leftover(String what) {
      notes.add(what + ": harmless, it only takes room");
    }
  }
}
