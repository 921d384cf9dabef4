// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs Prometheus' own test suite: every {@code *.test} in the folder of {@code -Dpromqltest.dir}, by
 * default {@code shared/conformance/promqltest} beside the project. Each {@code eval} is a test; all
 * must pass. The last line of the output says how many did.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromqlConformanceTest {
  private static final String FOLDER = "promqltest.dir";

  private boolean hasSuite;
  private int passed;
  private int failed;

  @TestFactory
  List<DynamicContainer> suite() throws IOException {
    Optional<Path> folder = folder();
    assumeTrue(
        folder.isPresent(),
        "no shared/conformance/promqltest beside the project, and no -D" + FOLDER);
    hasSuite = true;
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder.get())) {
      files = listed.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
    assertThat(files).as("test files in %s", folder.get()).isNotEmpty();
    List<DynamicContainer> containers = new ArrayList<>();
    for (Path file : files) {
      containers.add(dynamicContainer(file.getFileName().toString(), tests(file)));
    }
    return containers;
  }

  private List<DynamicTest> tests(Path file) throws IOException {
    String name = file.getFileName().toString();
    List<DynamicTest> tests = new ArrayList<>();
    try {
      for (PromqlTestRunner.Step step : PromqlTestRunner.read(file)) {
        String place = name + ":" + step.eval().line() + " " + step.eval().query();
        tests.add(dynamicTest(place, () -> count(step.check())));
      }
    } catch (IllegalArgumentException e) {
      // A file that we cannot read must not hide the results of the others.
      PromqlTestRunner.Check unreadable = () -> {
        throw e;
      };
      tests.add(dynamicTest(name, () -> count(unreadable)));
    }
    return tests;
  }

  private void count(PromqlTestRunner.Check check) {
    failed++;
    check.run();
    failed--;
    passed++;
  }

  @AfterAll
  void printCounts() {
    if (hasSuite) {
      System.out.println(passed + " passed, " + failed + " failed");
    }
  }

  private static Optional<Path> folder() {
    String named = System.getProperty(FOLDER, "");
    if (!named.isEmpty()) {
      assertThat(Path.of(named)).as("-D" + FOLDER).isDirectory();
      return Optional.of(Path.of(named));
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path suite = folder.resolve("shared/conformance/promqltest");
      if (Files.isDirectory(suite)) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }
}
