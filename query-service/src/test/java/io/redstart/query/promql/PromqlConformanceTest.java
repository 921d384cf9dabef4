// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redstart.query.promql.PromqlTestRunner.EvalOutcome;
import io.redstart.query.promql.PromqlTestRunner.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs Prometheus' own test suite if it is available beside the project. Every evaluation that the
 * engine supports must pass.
 */
class PromqlConformanceTest {
  /** The smallest number of evaluations that must pass; it only grows. */
  private static final int PASSING_MIN = 269;

  /** Evaluations that expect names to be dropped at the end of a query, a flag of Prometheus. */
  private static final Set<String> WITH_DELAYED_NAME_REMOVAL =
      Set.of("name_label_dropping.test:103", "type_and_unit.test:58", "type_and_unit.test:161");

  private static final Logger log = LoggerFactory.getLogger(PromqlConformanceTest.class);

  @Test
  void suite_everySupportedEvaluationPasses() throws IOException {
    Optional<Path> suite = findSuite();
    assumeTrue(suite.isPresent(), "no shared/conformance/promqltest beside the project: skipped");
    List<Path> files;
    try (Stream<Path> listed = Files.list(suite.get())) {
      files = listed.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
    Map<EvalOutcome, Integer> counts = new EnumMap<>(EvalOutcome.class);
    List<String> failures = new ArrayList<>();
    for (Path file : files) {
      Map<EvalOutcome, Integer> ofFile = new EnumMap<>(EvalOutcome.class);
      for (Verdict verdict : PromqlTestRunner.run(file)) {
        ofFile.merge(verdict.outcome(), 1, Integer::sum);
        String place = file.getFileName() + ":" + verdict.eval().line();
        if (verdict.outcome() == EvalOutcome.FAILED && !WITH_DELAYED_NAME_REMOVAL.contains(place)) {
          failures.add(place + " " + verdict.eval().query() + "\n  " + verdict.message());
        }
      }
      log.info("{}: {}", file.getFileName(), ofFile);
      ofFile.forEach((outcome, count) -> counts.merge(outcome, count, Integer::sum));
    }
    log.info("all: {}", counts);
    assertThat(failures).isEmpty();
    assertThat(counts.getOrDefault(EvalOutcome.PASSED, 0)).isGreaterThanOrEqualTo(PASSING_MIN);
  }

  private static Optional<Path> findSuite() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path suite = folder.resolve("shared/conformance/promqltest");
      if (Files.isDirectory(suite)) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }
}
