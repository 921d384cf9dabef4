// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts of promqltest with an engine that has all of Prometheus' flags set, as Prometheus' own
 * runner does. An instant query also runs with {@code @} at other times, and each of these as the
 * middle step of a range query.
 */
final class PromqlTestRunner {
  /** Runs one {@code eval}; throws what is wrong. */
  @FunctionalInterface
  interface Check {
    void run();
  }

  /** One {@code eval}, to be run before the commands after it. */
  record Step(PromqlScript.Eval eval, Check check) {}

  private static final EngineConfig CONFIG = new EngineConfig(
      Duration.ofMinutes(5), Duration.ofMinutes(1), SyntaxConfig.ALL, true, true, true);
  private static final long SAMPLES_MAX = 10_000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final Pattern NEEDS_ITS_STEPS = Pattern.compile("(start|end|range|step)\\(\\)");

  private final PromqlEngine engine = new PromqlEngine(CONFIG);
  private TestSeriesSource source = new TestSeriesSource();

  /** Returns every {@code eval} of a file; they are independent of each other. */
  static List<Step> read(Path file) throws IOException {
    PromqlTestRunner runner = new PromqlTestRunner();
    List<PromqlScript.Load> loaded = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (PromqlScript.Command command :
        PromqlScript.parse(Files.readAllLines(file)).commands()) {
      if (command instanceof PromqlScript.Eval eval) {
        List<PromqlScript.Load> before = List.copyOf(loaded);
        steps.add(new Step(eval, () -> runner.run(eval, before)));
      } else if (command instanceof PromqlScript.Load load) {
        loaded.add(load);
      } else {
        loaded.clear();
      }
    }
    return steps;
  }

  private List<PromqlScript.Load> loads = List.of();

  private void run(PromqlScript.Eval eval, List<PromqlScript.Load> before) {
    if (!loads.equals(before)) {
      source = new TestSeriesSource();
      loads = List.of();
      before.forEach(this::load);
      loads = before;
    }
    evaluate(eval);
  }

  private void load(PromqlScript.Load load) {
    ClassicConversion classic = new ClassicConversion();
    StartTimeNotation starts = null;
    for (String line : load.lines()) {
      if (StartTimeNotation.isOne(line)) {
        starts = StartTimeNotation.parse(line);
        continue;
      }
      SeriesNotation notation = SeriesNotation.parse(line);
      checkStarts(starts, notation);
      Labels labels = notation.labels();
      for (int i = 0; i < notation.points().size(); i++) {
        TestPoint point = notation.points().get(i);
        if (!point.isMissing()) {
          long time = i * load.stepMillis();
          add(
              labels,
              time,
              point,
              starts == null ? null : starts.offsetsMillis().get(i));
          if (load.withCustomBuckets() && point.histogram() == null) {
            classic.add(labels, time, point.value());
          }
        }
      }
      starts = null;
    }
    classic.addTo(source);
  }

  private static void checkStarts(@Nullable StartTimeNotation starts, SeriesNotation notation) {
    boolean fits = starts == null
        || starts.labels().equals(notation.labels())
            && starts.offsetsMillis().size() == notation.points().size();
    if (!fits) {
      throw new IllegalArgumentException("start timestamps do not fit to " + notation.labels());
    }
  }

  private void add(Labels labels, long timeMillis, TestPoint point, @Nullable Long startOffset) {
    Histogram histogram = point.histogram();
    long start = startOffset == null ? 0 : timeMillis + startOffset;
    source.add(labels, timeMillis, point.value(), histogram, start);
  }

  private void evaluate(PromqlScript.Eval eval) {
    Expectations expectations = new Expectations(eval);
    if (!eval.isInstant()) {
      askRange(eval, expectations);
      return;
    }
    Expectations.Range range = expectations.range();
    long time = range == null ? eval.startMillis() : range.throughMillis();
    ask(eval.query(), time, expectations);
    for (AtVariants.Variant variant : variants(eval.query(), time, expectations)) {
      try {
        ask(variant.query(), variant.timeMillis(), expectations);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            variant.query() + " at " + variant.timeMillis() + " ms: " + e.getMessage(), e);
      }
    }
  }

  /** Returns no variants of a query that is refused already by the parser, as it should be. */
  private static List<AtVariants.Variant> variants(
      String query, long timeMillis, Expectations expectations) {
    try {
      return AtVariants.of(query, timeMillis);
    } catch (PromqlException e) {
      if (expectations.isFailure()) {
        return List.of();
      }
      throw e;
    }
  }

  private void askRange(PromqlScript.Eval eval, Expectations expectations) {
    long start = eval.startMillis();
    QueryResult result;
    try {
      result = range(eval.query(), start, eval.endMillis(), eval.stepMillis());
    } catch (PromqlException e) {
      expectations.checkFailure(e);
      return;
    }
    checkSuccess(expectations, result);
    QueryValue.Matrix matrix = (QueryValue.Matrix) result.value();
    expectations.checkMatrix(
        matrix.series(), new Expectations.Range(start, eval.endMillis(), eval.stepMillis()));
  }

  private void ask(String query, long timeMillis, Expectations expectations) {
    QueryResult result;
    try {
      result = engine.instant(query, timeMillis, source, limits());
    } catch (PromqlException e) {
      expectations.checkFailure(e);
      return;
    }
    checkSuccess(expectations, result);
    expectations.checkValue(result.value());
    if (expectations.isInstantOnly() || NEEDS_ITS_STEPS.matcher(query).find()) {
      return;
    }
    QueryResult steps =
        range(query, timeMillis - MINUTE_MILLIS, timeMillis + MINUTE_MILLIS, MINUTE_MILLIS);
    if (!expectations.isOrdered()) {
      expectations.checkMiddle((QueryValue.Matrix) steps.value(), timeMillis);
    }
  }

  private QueryResult range(String query, long start, long end, long step) {
    return engine.range(query, start, end, step, source, limits());
  }

  private static QueryLimits limits() {
    return QueryLimits.of(SAMPLES_MAX, new MemoryBudget("tests", Long.MAX_VALUE).lease());
  }

  private static void checkSuccess(Expectations expectations, QueryResult result) {
    if (expectations.isFailure()) {
      throw new AssertionError("expected a failure, got " + result);
    }
    expectations.checkAnnotations(result);
  }
}
