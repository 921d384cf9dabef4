// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.config.StoreConfig;
import io.redstart.model.Labels;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.SelectRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips one byte of a store at a time, in any of its files: either somebody says so in a sentence,
 * or every answer is that of the undamaged store. {@code -Dredstart.damage.flips=1000} flips more
 * than a build has time for, {@code -Dredstart.damage.seed} repeats a run.
 */
class StoreDamageTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long START = 100 * HOUR + 20 * MINUTE;
  private static final int FLIPS = Integer.getInteger("redstart.damage.flips", 60);
  private static final long SEED = Long.getLong("redstart.damage.seed", System.nanoTime());

  @TempDir
  private Path folder;

  private long killedMillis;
  private Map<String, String> expected = Map.of();

  /** What came of a flip. */
  private enum Outcome {
    HARMLESS,
    NOT_OPENED,
    NOT_ANSWERED
  }

  /** Leaves behind what a process does that is killed after 2 h 15 min: both tiers, a journal. */
  @BeforeEach
  void writeStore() throws Exception {
    FakeClock time = FakeClock.at(START);
    ReopenedStore live = on(sound(), time).open();
    for (int minute = 0; minute < 135; minute++) {
      for (int i = 0; i < 4; i++) {
        live.count(Labels.of("span_name", "GET /" + i), 1 + minute % 7, (i + 1) * 1_000_003L);
      }
      live.count(TestBatches.CHECKOUT, 1, minute * 1_000_000L);
      time.advance(MINUTE);
      live.store.tidy();
    }
    live.count(TestBatches.PAYMENT, 5);
    live.abandon();
    killedMillis = time.millis();
    expected = answers(copy("expected"));
    assertThat(expected).hasSizeGreaterThan(500);
  }

  private Path sound() {
    return folder.resolve("sound");
  }

  private static ReopenedStore on(Path store, FakeClock time) {
    ReopenedStore opened = new ReopenedStore(store, time);
    opened.retention = new StoreConfig.Tier[] {TestStores.HOUR, TestStores.MINUTES};
    return opened;
  }

  @Test
  void flippedByte_isReportedOrChangesNoAnswer() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Path> files = files();
    Map<String, Integer> seen = new TreeMap<>();
    for (int flip = 0; flip < FLIPS; flip++) {
      Path file = any(files, flip % 2 == 0, random);
      int at = random.nextInt((int) Files.size(sound().resolve(file)));
      int bits = 1 + random.nextInt(255);
      String what = "seed " + SEED + ", flip " + flip + ": " + file + ", byte " + at + " ^ " + bits;
      Outcome outcome = outcome(file, at, bits, what);
      seen.merge(kind(file) + " " + outcome, 1, Integer::sum);
    }
    System.out.println("flips of a store, seed " + SEED + ": " + seen);
    assertThat(seen.keySet()).anyMatch(entry -> !entry.endsWith(Outcome.HARMLESS.name()));
  }

  /** Picks a file whatever its size: else the large ones would nearly always be hit. */
  private static Path any(List<Path> files, boolean anyKind, SplittableRandom random) {
    if (anyKind) {
      return files.get(random.nextInt(files.size()));
    }
    List<String> kinds = files.stream().map(StoreDamageTest::kind).distinct().toList();
    String wanted = kinds.get(random.nextInt(kinds.size()));
    List<Path> chosen = files.stream().filter(file -> kind(file).equals(wanted)).toList();
    return chosen.get(random.nextInt(chosen.size()));
  }

  private static String kind(Path file) {
    return file.getFileName().toString().replaceAll("[0-9]+", "");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(sound())) {
      return walk.filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0)
          .map(sound()::relativize)
          .sorted()
          .toList();
    }
  }

  private Outcome outcome(Path file, int at, int bits, String what) throws Exception {
    Path damaged = copy("damaged");
    byte[] bytes = Files.readAllBytes(damaged.resolve(file));
    bytes[at] ^= (byte) bits;
    Files.write(damaged.resolve(file), bytes);
    try {
      Map<String, String> answers = answers(damaged);
      assertThat(answers).as(what).isEqualTo(expected);
      return Outcome.HARMLESS;
    } catch (StoreException e) {
      assertThat(e).as(what).hasMessageContaining("store");
      return Outcome.NOT_OPENED;
    } catch (KeyValuesException | MalformedFrameException e) {
      assertThat(e.getMessage()).as(what).isNotEmpty();
      return Outcome.NOT_ANSWERED;
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    } finally {
      TestFolders.delete(damaged);
    }
  }

  /** Opens a store, and asks everything at once and after the next roll-up. */
  private Map<String, String> answers(Path store) throws Exception {
    FakeClock time = FakeClock.at(killedMillis);
    ReopenedStore opened = on(store, time).open();
    try {
      Map<String, String> answers = new TreeMap<>();
      opened.seal();
      ask(opened, "now", answers);
      time.advance(HOUR);
      opened.store.tidy();
      ask(opened, "after an hour", answers);
      return answers;
    } finally {
      opened.abandon();
    }
  }

  private static void ask(ReopenedStore store, String when, Map<String, String> answers) {
    long sealedMillis = store.store.sealedMillis();
    long finestMillis = sealedMillis / MINUTE * MINUTE;
    List<SelectRequest.Tier> fine = List.of(new SelectRequest.Tier(5_000, sealedMillis));
    List<SelectRequest.Tier> coarse = List.of(new SelectRequest.Tier(MINUTE, finestMillis));
    put(store.rows(sealedMillis / HOUR * HOUR - HOUR, fine), when + ", 5 s", answers);
    put(store.rows(START, coarse), when + ", 1 min", answers);
  }

  private static void put(Map<Labels, TestRows> rows, String when, Map<String, String> answers) {
    rows.forEach((labels, own) -> {
      String name = when + ", " + labels + ", ";
      answers.put(name + "base", TestRows.text(own.base));
      answers.put(name + "life", own.birthMillis + " to " + own.lastMillis);
      own.rows.forEach((stamp, row) -> answers.put(name + stamp, TestRows.text(row)));
    });
  }

  private Path copy(String name) throws IOException {
    Path target = folder.resolve(name);
    TestFolders.copy(sound(), target);
    return target;
  }
}
