// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.PromqlTestRunner.EvalOutcome;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs our own scripts in promqltest's language, all of which must pass. */
class PromqlFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "selectors.test",
        "counters.test",
        "aggregations.test",
        "operators.test",
        "quantiles.test",
        "refused.test"
      })
  void file_everyEvaluationPasses(String name) throws IOException, URISyntaxException {
    var resource = Objects.requireNonNull(getClass().getResource("/promql/" + name), name);
    List<PromqlTestRunner.Verdict> verdicts = PromqlTestRunner.run(Path.of(resource.toURI()));
    assertThat(verdicts).isNotEmpty();
    assertThat(verdicts)
        .allSatisfy(verdict -> assertThat(verdict.outcome())
            .as("line %d: %s: %s", verdict.eval().line(), verdict.eval().query(), verdict.message())
            .isEqualTo(EvalOutcome.PASSED));
  }
}
