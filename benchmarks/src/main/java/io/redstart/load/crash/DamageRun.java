// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.cluster.Member;
import io.redstart.load.crash.check.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The control of the crash test: deletes the journal between kill and restart. The process must
 * refuse to start, or this test must find that counts are missing. It is a violation if neither
 * happens.
 */
final class DamageRun {
  private static final String JOURNAL = "journal-.*\\.log";

  private final Exercise exercise;

  DamageRun(Exercise exercise) {
    this.exercise = exercise;
  }

  /**
   * Runs until the damage is detected.
   *
   * @param found collects what the checks find, which is a success here
   */
  void run(Report found) throws IOException, InterruptedException, TimeoutException {
    Member victim = exercise.members().aggregators().get(0);
    exercise.startLoad();
    exercise.staysUp(victim, exercise.plan().calmMillisMax());
    exercise.kill(victim, " and delete its journal");
    int deleted = deleteJournal(victim.store().orElseThrow());
    boolean ready = exercise.restart(victim);
    exercise.endLoad();
    if (deleted == 0) {
      found.violation("there is no file " + JOURNAL + " below " + victim.store().orElseThrow());
    } else if (!ready && victim.process().endedWithASentence()) {
      found.say("detected: " + victim.name() + " refused to start without its journal");
    } else if (!ready) {
      found.violation(victim.name() + " must refuse with a sentence");
    } else {
      exercise.checkShown();
      exercise.verify();
      if (exercise.report().isClean()) {
        found.violation("the journal was deleted, and nobody noticed");
      } else {
        found.say("detected: the counts disagree after the journal was deleted");
      }
    }
  }

  private static int deleteJournal(Path store) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(store)) {
      files = all.filter(file -> file.getFileName().toString().matches(JOURNAL)).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    return files.size();
  }
}
