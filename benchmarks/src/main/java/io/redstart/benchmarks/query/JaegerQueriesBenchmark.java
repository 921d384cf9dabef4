// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.query;

import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.value.QueryResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the default queries of Jaeger's Monitor tab over all services: the last hour in steps of
 * a minute, rates over 10 minutes, grouped by operation. Covers only the engine, with series in
 * memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JaegerQueriesBenchmark {
  private static final long END_MILLIS = 1_700_000_000_000L;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final String CALLS = "calls{service_name =~ \"service-.*\", }[10m]";
  private static final String BY = ") by (service_name,span_name)";

  @Param({"200", "2000"})
  private int labelSets;

  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
  private SyntheticView view = new SyntheticView(0, END_MILLIS, 1);

  /** Creates the series. */
  @Setup
  public void makeSeries() {
    int windows = (int) ((HOUR_MILLIS + 10 * MINUTE_MILLIS) / SyntheticView.WINDOW_MILLIS);
    view = new SyntheticView(labelSets, END_MILLIS, windows);
  }

  private QueryResult range(String query) {
    return engine.range(
        query,
        END_MILLIS - HOUR_MILLIS,
        END_MILLIS,
        MINUTE_MILLIS,
        new SyntheticSource(view),
        QueryLimits.unlimited());
  }

  /** Calls per second. */
  @Benchmark
  public QueryResult calls() {
    return range("sum(rate(" + CALLS + ")" + BY);
  }

  /** The share of calls that failed. */
  @Benchmark
  public QueryResult errors() {
    String failed = CALLS.replace(", }", ", status_code = \"STATUS_CODE_ERROR\", }");
    return range("sum(rate(" + failed + ")" + BY + " / sum(rate(" + CALLS + ")" + BY);
  }

  /** The 95th percentile, from fine bins. */
  @Benchmark
  public QueryResult latencies() {
    return range(
        "histogram_quantile(0.95, sum(rate(duration_bucket{service_name =~ \"service-.*\", }[10m]))"
            + " by (service_name,span_name,le))");
  }
}
