// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.process.FatalErrors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error of the virtual machine ends the process with a log line, whatever code swallows it. */
class FatalErrorsTest {
  private static final int SECONDS_MAX = 60;

  @TempDir
  private Path folder;

  /** Most of these errors occur where no code looks at the failure. */
  @ParameterizedTest
  @CsvSource({
    "handler, UseG1GC",
    "map, UseG1GC",
    "map, UseParallelGC",
    "map, UseSerialGC",
    "worker, UseG1GC",
    "executor, UseSerialGC",
    "netty-timer, UseSerialGC"
  })
  void heapExhausted_endsTheProcess(String where, String collector) throws Exception {
    assertEnds("java.lang.OutOfMemoryError", "-XX:+" + collector, "oom", where);
  }

  @ParameterizedTest
  @CsvSource({"thread", "timer", "map-logged", "worker-logged", "netty-listener"})
  void stackOverflow_endsTheProcess(String where) throws Exception {
    assertEnds("java.lang.StackOverflowError", "-XX:+UseSerialGC", "stack", where);
  }

  private void assertEnds(String error, String collector, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-Xmx40m",
        "-XX:TieredStopAtLevel=1",
        collector,
        "-cp",
        System.getProperty("java.class.path"),
        FatalErrorsProbe.class.getName()));
    line.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    Process process = new ProcessBuilder(line)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err.toFile())
        .start();
    try {
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
          .as("%s ends", line)
          .isTrue();
      assertThat(process.exitValue()).as("exit code").isEqualTo(FatalErrors.EXIT_CODE);
      assertThat(Files.readString(err, StandardCharsets.UTF_8).lines())
          .filteredOn(each -> each.contains("exit code"))
          .singleElement()
          .satisfies(
              told -> assertThat(told).startsWith("redstart ends with exit code 3: " + error));
    } finally {
      process.destroyForcibly();
    }
  }
}
