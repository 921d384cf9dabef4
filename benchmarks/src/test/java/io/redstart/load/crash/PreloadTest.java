// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redstart.load.crash.Preload.Fault;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Runs {@link StoreWriter} with the library, which needs Linux and a C compiler. */
class PreloadTest {
  private static final long END_MILLIS_MAX = 60_000;

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

  private int write() throws Exception {
    ServiceProcess writer = ServiceProcess.start(
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            Path.of(StoreWriter.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI())
                .toString(),
            StoreWriter.class.getName(),
            store.toString()),
        preload.environment(),
        folder.resolve("log"));
    assertThat(writer.endsWithin(END_MILLIS_MAX)).as("the writer ends").isTrue();
    return writer.exitCode();
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
