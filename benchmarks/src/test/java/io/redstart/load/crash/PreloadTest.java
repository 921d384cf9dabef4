// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redstart.load.cluster.Preload;
import io.redstart.load.cluster.Preload.Fault;
import io.redstart.load.cluster.ServiceProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs processes with the library, which needs Linux and a C compiler. */
class PreloadTest {
  private static final long END_MILLIS_MAX = 120_000;

  @TempDir
  private Path folder;

  private Path store = Path.of("");
  private Preload preload;

  @BeforeEach
  void compile() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "cc"))),
        "no cc on the PATH");
    store = Files.createDirectory(folder.resolve("store"));
    preload = Preload.compile(folder, store);
  }

  @Test
  void strictCut_keepsSyncedBytesOfSyncedFolders() throws Exception {
    assertThat(write()).isZero();
    PowerCut.apply(preload, random(true));
    assertThat(sizes()).isEqualTo(Map.of("synced", 100L, "renamed", 100L, "never-synced", 0L));
  }

  @Test
  void lenientCut_keepsAtLeastTheSyncedBytes() throws Exception {
    assertThat(write()).isZero();
    PowerCut.apply(preload, random(false));
    assertThat(sizes().get("synced")).isBetween(100L, 150L);
    assertThat(sizes()).containsEntry("renamed", 100L).containsKey("never-synced");
  }

  @Test
  void secondCut_keepsWhatTheFirstOneLeft() throws Exception {
    assertThat(write()).isZero();
    PowerCut.apply(preload, random(false));
    Map<String, Long> left = sizes();
    PowerCut.apply(preload, random(true));
    assertThat(sizes()).isEqualTo(left);
  }

  @Test
  void eio_failsOneSync() throws Exception {
    preload.request(Fault.EIO);
    assertThat(write()).isOne();
    assertThat(log()).contains("Input/output error");
    assertThat(preload.isTaken(Fault.EIO)).isTrue();
  }

  @Test
  void enospc_failsWrites() throws Exception {
    preload.request(Fault.ENOSPC);
    assertThat(write()).isOne();
    assertThat(log()).contains("No space left on device");
    preload.withdraw(Fault.ENOSPC);
    Files.delete(store.resolve("deleted"));
    assertThat(write()).isZero();
  }

  @Test
  void stall_delaysOneSync() throws Exception {
    preload.request(Fault.STALL);
    long startNanos = System.nanoTime();
    assertThat(write()).isZero();
    assertThat(System.nanoTime() - startNanos).isGreaterThan(5_000_000_000L);
    assertThat(preload.isTaken(Fault.STALL)).isTrue();
  }

  /** The disk is full for a moment, in which a chunk is flushed. */
  @Test
  void rows_goOnAfterAFullDisk_inTheSameProcess() throws Exception {
    Path fault = folder.resolve("faults").resolve("enospc");
    assertThat(run(
            FullRows.class,
            System.getProperty("java.class.path"),
            store.toString(),
            fault.toString()))
        .as(log())
        .isZero();
    assertThat(log().lines())
        .containsSubsequence(
            "out of space: true", "flushed again", "before: true", "full: true", "after: true");
  }

  private int write() throws Exception {
    String here = Path.of(StoreWriter.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI())
        .toString();
    return run(StoreWriter.class, here, store.toString());
  }

  private int run(Class<?> program, String classPath, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath,
        program.getName()));
    line.addAll(List.of(arguments));
    ServiceProcess process =
        ServiceProcess.start(line, preload.environment(), folder.resolve("log"));
    assertThat(process.endsWithin(END_MILLIS_MAX)).as("the process ends").isTrue();
    return process.exitCode();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.toList()) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }

  /** Returns numbers with which a cut is strict, or lenient. */
  private static SplittableRandom random(boolean strict) {
    return LongStream.range(0, 1_000)
        .filter(seed -> new SplittableRandom(seed).nextBoolean() == strict)
        .mapToObj(SplittableRandom::new)
        .findFirst()
        .orElseThrow();
  }
}
