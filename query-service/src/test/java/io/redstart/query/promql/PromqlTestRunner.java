// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.QueryText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs scripts of promqltest. An instant query also runs as the middle step of a range query, as in
 * Prometheus' own runner. A query is skipped if the engine reports that it does not support a part
 * of it, or if it reads series with native histograms or start timestamps.
 */
final class PromqlTestRunner {
  /** The outcome of one {@code eval}. */
  enum EvalOutcome {
    PASSED,
    FAILED,
    UNSUPPORTED,
    FOREIGN_DATA
  }

  /** One {@code eval} with its outcome. */
  record Verdict(PromqlScript.Eval eval, EvalOutcome outcome, String message) {}

  private static final EngineConfig CONFIG = new EngineConfig(Duration.ofMinutes(5), true);

  private final PromqlEngine engine = new PromqlEngine(CONFIG);
  private final TestSeriesSource source = new TestSeriesSource();
  private final Set<Labels> foreignSeries = new HashSet<>();

  /** Returns the verdict on every {@code eval} of a file. */
  static List<Verdict> run(Path file) throws IOException {
    PromqlTestRunner runner = new PromqlTestRunner();
    List<Verdict> verdicts = new ArrayList<>();
    for (PromqlScript.Command command :
        PromqlScript.parse(Files.readAllLines(file)).commands()) {
      if (command instanceof PromqlScript.Eval eval) {
        verdicts.add(runner.evaluate(eval));
      } else if (command instanceof PromqlScript.Load load) {
        runner.load(load);
      } else {
        runner.source.clear();
        runner.foreignSeries.clear();
      }
    }
    return verdicts;
  }

  private void load(PromqlScript.Load load) {
    for (String line : load.lines()) {
      SeriesNotation notation = SeriesNotation.parse(line);
      Labels labels = notation.labels();
      if (notation.foreign()) {
        foreignSeries.add(labels);
      }
      if (load.withCustomBuckets()) {
        String base = labels.get(Labels.METRIC_NAME).replaceFirst("_(bucket|sum|count)$", "");
        foreignSeries.add(labels.with(Labels.METRIC_NAME, base).with("le", ""));
      }
      for (int i = 0; i < notation.points().size(); i++) {
        long timeMillis = i * load.stepMillis();
        notation.points().get(i).ifPresent(value -> source.add(labels, timeMillis, value));
      }
    }
  }

  private Verdict evaluate(PromqlScript.Eval eval) {
    Expectations expectations = new Expectations(eval.expected());
    try {
      if (expectations.areForeign() || readsForeignSeries(eval.query())) {
        return new Verdict(eval, EvalOutcome.FOREIGN_DATA, "");
      }
      ask(eval, expectations);
      return new Verdict(eval, EvalOutcome.PASSED, "");
    } catch (PromqlException e) {
      String message = String.valueOf(e.getMessage());
      if (message.endsWith("is not supported yet")) {
        return new Verdict(eval, EvalOutcome.UNSUPPORTED, message);
      }
      return checked(eval, () -> expectations.checkFailure(e));
    } catch (AssertionError e) {
      return new Verdict(eval, EvalOutcome.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static Verdict checked(PromqlScript.Eval eval, Runnable check) {
    try {
      check.run();
      return new Verdict(eval, EvalOutcome.PASSED, "");
    } catch (AssertionError e) {
      return new Verdict(eval, EvalOutcome.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void ask(PromqlScript.Eval eval, Expectations expectations) {
    String query = eval.query();
    long start = eval.startMillis();
    if (!eval.isInstant()) {
      QueryResult result = engine.range(
          query, start, eval.endMillis(), eval.stepMillis(), source, QueryLimits.unlimited());
      checkSuccess(expectations, result);
      QueryValue.Matrix matrix = (QueryValue.Matrix) result.value();
      expectations.checkMatrix(matrix.series(), start, eval.stepMillis());
      return;
    }
    QueryResult result = engine.instant(query, start, source, QueryLimits.unlimited());
    checkSuccess(expectations, result);
    expectations.checkInstant(result.value());
    boolean instantOnly =
        expectations.areOrdered() || expectations.wantText() || expectations.wantRangeVector();
    if (!instantOnly) {
      QueryResult steps = engine.range(
          query, start - 60_000, start + 60_000, 60_000, source, QueryLimits.unlimited());
      expectations.checkMiddle((QueryValue.Matrix) steps.value(), start);
    }
  }

  private static void checkSuccess(Expectations expectations, QueryResult result) {
    if (expectations.wantFailure()) {
      throw new AssertionError("expected a failure, got " + result);
    }
    expectations.checkAnnotations(result);
  }

  private boolean readsForeignSeries(String query) {
    List<Expr.VectorSelector> selectors = new ArrayList<>();
    collectSelectors(Parser.parse(new QueryText(query), QueryLimits.unlimited()), selectors);
    return foreignSeries.stream()
        .anyMatch(labels -> selectors.stream()
            .anyMatch(selector -> TestSeriesSource.matches(selector.matchers(), labels)));
  }

  private static void collectSelectors(Expr expr, List<Expr.VectorSelector> into) {
    if (expr instanceof Expr.VectorSelector selector) {
      into.add(selector);
    } else if (expr instanceof Expr.RangeSelector range) {
      into.add(range.selector());
    } else if (expr instanceof Expr.Parenthesized parenthesized) {
      collectSelectors(parenthesized.inner(), into);
    } else if (expr instanceof Expr.Unary unary) {
      collectSelectors(unary.operand(), into);
    } else if (expr instanceof Expr.Binary binary) {
      collectSelectors(binary.left(), into);
      collectSelectors(binary.right(), into);
    } else if (expr instanceof Expr.Aggregation aggregation) {
      collectSelectors(aggregation.operand(), into);
    } else if (expr instanceof Expr.Call call) {
      call.arguments().forEach(argument -> collectSelectors(argument, into));
    }
  }
}
