// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static io.redstart.aggregator.journal.TestRecords.append;
import static io.redstart.aggregator.journal.TestRecords.logs;
import static io.redstart.aggregator.journal.TestRecords.open;
import static io.redstart.aggregator.journal.TestRecords.sideFile;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** A journal against a list, through kills and power cuts. */
class JournalRandomTest {
  /** A record of the model: {@code commit: stamp text}. */
  private record Entry(String text, long stampMillis) {}

  @TempDir
  private Path parent;

  private Path folder;
  private SplittableRandom random;
  private String seed;

  /** All records ever appended that were not lost; number n stands at n - 1. */
  private final List<Entry> model = new ArrayList<>();

  private int durable;
  private long firstKept;
  private long durableBytes;

  /** What the side file may hold after a power cut. */
  private final List<byte[]> sideFiles = new ArrayList<>();

  private Journal journal;

  @RepeatedTest(40)
  void journal_equalsAList(RepetitionInfo repetition) throws Exception {
    seed = "seed " + repetition.getCurrentRepetition();
    random = new SplittableRandom(repetition.getCurrentRepetition());
    folder = parent.resolve("journal");
    reopen();
    for (int round = 0; round < 150; round++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> appendOne();
        case 5, 6, 7 -> sync();
        case 8 -> beginFile();
        case 9 -> deleteSome();
        case 10 -> {
          journal.close();
          reopen();
        }
        default -> {
          journal.close();
          cutPower();
          reopen();
        }
      }
    }
    journal.close();
  }

  private void reopen() throws IOException {
    List<String> records = new ArrayList<>();
    journal = open(folder, firstKept, records);
    int last = (int) journal.lastCommit();
    assertThat(last).as(seed).isBetween(durable, model.size());
    model.subList(last, model.size()).clear();
    int first = last - records.size();
    assertThat(first).as(seed).isLessThanOrEqualTo((int) Math.max(0, firstKept - 1));
    assertThat(records)
        .as(seed)
        .isEqualTo(model.subList(first, last).stream().map(Entry::text).toList());
    durable = last;
    sideFiles.clear();
    rememberSideFile();
  }

  private void appendOne() throws IOException {
    long stampMillis = model.size() + random.nextInt(10);
    String text = "x".repeat(random.nextInt(60));
    long commit = append(journal, stampMillis, text);
    model.add(new Entry(commit + ": " + stampMillis + " " + text, stampMillis));
    assertThat(commit).as(seed).isEqualTo(model.size());
  }

  private void sync() throws IOException {
    journal.sync();
    rememberDurable();
    rememberSideFile();
  }

  private void beginFile() throws IOException {
    journal.beginFile();
    rememberDurable();
    sideFiles.clear();
    rememberSideFile();
  }

  private void rememberDurable() throws IOException {
    durable = model.size();
    List<Path> files = logs(folder);
    durableBytes = files.isEmpty() ? 0 : Files.size(files.get(files.size() - 1));
  }

  private void rememberSideFile() throws IOException {
    sideFiles.add(Files.readAllBytes(sideFile(folder)));
  }

  /** The state is written before files are deleted; a crash may come between. */
  private void deleteSome() throws IOException {
    long throughMillis = model.size() - random.nextInt(30);
    long needed = journal.firstKeptAfter(throughMillis);
    assertThat(needed).as(seed).isBetween(1L, durable + 1L);
    for (long commit = Math.max(1, firstKept); commit < needed; commit++) {
      Entry entry = model.get((int) commit - 1);
      assertThat(entry.stampMillis()).as(seed).isLessThanOrEqualTo(throughMillis);
    }
    firstKept = Math.max(firstKept, needed);
    if (random.nextInt(3) > 0) {
      journal.deleteBefore(firstKept);
    }
  }

  /** Undoes a part of what was not synced. */
  private void cutPower() throws IOException {
    List<Path> files = logs(folder);
    if (model.size() > durable) {
      Path last = files.get(files.size() - 1);
      boolean isNew = JournalFolder.firstCommit(last) > durable;
      if (isNew && random.nextBoolean()) {
        Files.delete(last);
      } else {
        tear(last, isNew ? 0 : (int) durableBytes);
      }
    }
    if (random.nextBoolean()) {
      Files.write(sideFile(folder), sideFiles.get(random.nextInt(sideFiles.size())));
    }
    deleteSomeLeftovers(files);
  }

  /** Keeps some bytes after the durable ones; then zeros may follow, or a bit may be wrong. */
  private void tear(Path file, int durableSize) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int size = random.nextInt(durableSize, bytes.length + 1);
    byte[] torn = Arrays.copyOf(bytes, size + (random.nextBoolean() ? 0 : random.nextInt(50)));
    // The head shares a sector with what follows, so a power cut cannot damage it alone.
    int flippable = Math.max(durableSize, FileHead.BYTES);
    if (torn.length > flippable && random.nextBoolean()) {
      torn[random.nextInt(flippable, torn.length)] ^= (byte) (1 << random.nextInt(8));
    }
    Files.write(file, torn);
  }

  private void deleteSomeLeftovers(List<Path> files) throws IOException {
    for (int i = 0; i + 1 < files.size(); i++) {
      if (JournalFolder.firstCommit(files.get(i + 1)) <= firstKept && random.nextBoolean()) {
        Files.deleteIfExists(files.get(i));
      }
    }
  }
}
