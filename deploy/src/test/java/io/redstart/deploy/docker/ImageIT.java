// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the image runs, from a folder that is built by the script of the Dockerfile. */
class ImageIT {
  private static final String LOADED = "-Xlog:class+load:file=";

  @TempDir
  static Path folder;

  private static ImageFolder image;

  @BeforeAll
  static void build() throws IOException {
    image = ImageFolder.build(folder);
  }

  @Test
  void service_startsFromTheArchiveAndWritesNothingToTheImage() throws Exception {
    Map<Path, Long> before = image.files();
    Path loaded = Path.of("target", "image-it-loaded.log");
    Process service = image.start("image-it-service", LOADED + loaded);
    try {
      assertThat(classesOfTheArchive(loaded)).isGreaterThan(2000);
      assertThat(image.temporaryFiles())
          .as("RocksDB's library comes from the image")
          .noneMatch(file -> file.toString().contains("rocksdb"));
    } finally {
      service.destroy();
    }
    assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(service.exitValue()).isZero();
    assertThat(image.files()).isEqualTo(before);
  }

  private static long classesOfTheArchive(Path loaded) throws IOException {
    try (Stream<String> lines = Files.lines(loaded)) {
      return lines.filter(line -> line.contains("shared objects file (top)")).count();
    }
  }

  @Test
  void service_mayUseHalfOfTheMemoryAsHeap() throws Exception {
    assertThat(flags("--version"))
        .containsEntry("MaxRAMPercentage", "50.000000")
        .containsEntry("UseParallelGC", "true")
        .containsEntry("CompileThresholdScaling", "0.200000")
        .containsEntry("ExitOnOutOfMemoryError", "true");
    assertThat(flags("query", "--help")).containsEntry("UseParallelGC", "true");
  }

  @Test
  void tool_fitsBesideAService() throws Exception {
    for (List<String> command : List.of(List.of("check-config"), List.of("query", "1+1"))) {
      assertThat(flags(command.toArray(String[]::new)))
          .containsEntry("MaxHeapSize", Long.toString(128L << 20))
          .containsEntry("UseSerialGC", "true");
    }
  }

  /** Runs a command and returns the flags of its JVM. */
  private static Map<String, String> flags(String... command) throws Exception {
    Path out = Path.of("target", "image-it-flags.log");
    Process process = image
        .command("-XX:+PrintFlagsFinal", command)
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
    await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive());
    Map<String, String> flags = new TreeMap<>();
    for (String line : Files.readAllLines(out)) {
      String[] words = line.trim().split("\\s+");
      if (words.length > 3 && words[2].equals("=")) {
        flags.put(words[1], words[3]);
      }
    }
    return flags;
  }
}
