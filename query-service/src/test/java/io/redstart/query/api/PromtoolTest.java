// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks with a real {@code promtool}, from {@code REDSTART_TEST_PROMTOOL} or the path. */
class PromtoolTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Optional<Path> promtool() {
    String named = System.getenv("REDSTART_TEST_PROMTOOL");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "check healthy --url=URL | healthy",
        "check ready --url=URL | ready",
        "query instant --time=1700000000 URL sum(calls) | {} => 361 @[1700000000]",
        "query range --start=1699999990 --end=1700000000 --step=5s URL sum(calls) | 361 @[1700000000]",
        "query series --start=1699999000 --end=1700000000 --match=calls URL | span_name=\"GET /\"",
        "query labels --start=1699999000 --end=1700000000 URL service_name | pay"
      })
  void promtool_understandsTheAnswer(String command, String part) throws Exception {
    Optional<Path> promtool = promtool();
    assumeTrue(promtool.isPresent(), "no promtool in REDSTART_TEST_PROMTOOL or PATH");
    List<String> words = Stream.concat(
            Stream.of(promtool.orElseThrow().toString()), Stream.of(command.split(" ")))
        .map(word -> word.replace("URL", api.url()))
        .toList();
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).containsIgnoringCase(part);
  }
}
