// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs our own scripts in promqltest's language, all of which must pass. */
class PromqlFilesTest {
  private static final List<String> FILES = List.of(
      "selectors.test",
      "counters.test",
      "rate-annotations.test",
      "aggregations.test",
      "operators.test",
      "matching.test",
      "quantiles.test",
      "histogram-totals.test",
      "functions-math.test",
      "functions-time.test",
      "functions-labels.test",
      "functions-vectors.test",
      "functions-histograms.test",
      "functions-info.test",
      "refused.test");

  @TestFactory
  List<DynamicTest> files() throws IOException, URISyntaxException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : FILES) {
      var resource = Objects.requireNonNull(getClass().getResource("/promql/" + name), name);
      List<PromqlTestRunner.Step> steps = PromqlTestRunner.read(Path.of(resource.toURI()));
      assertThat(steps).as(name).isNotEmpty();
      for (PromqlTestRunner.Step step : steps) {
        String place = name + ":" + step.eval().line() + " " + step.eval().query();
        tests.add(dynamicTest(place, () -> step.check().run()));
      }
    }
    return tests;
  }
}
