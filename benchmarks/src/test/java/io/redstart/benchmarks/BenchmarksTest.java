// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every benchmark runs, with its smallest parameter and for a moment; nothing is measured. */
class BenchmarksTest {
  @ParameterizedTest
  @CsvSource({
    "DecodeBenchmark, 40",
    "RecordBenchmark, 1000",
    "ChunkCodecBenchmark, 2",
    "JaegerQueriesBenchmark, 200"
  })
  void benchmark_runs(String name, String labelSets) throws Exception {
    System.setProperty("jmh.ignoreLock", "true"); // nothing is measured
    Options options = new OptionsBuilder()
        .include("\\." + name + "\\.")
        .param("labelSets", labelSets)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(1))
        .shouldFailOnError(true)
        .build();

    assertThat(new Runner(options).run()).isNotEmpty();
  }
}
