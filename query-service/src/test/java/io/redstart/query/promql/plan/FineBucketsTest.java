// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FineBucketsTest {
  private static final FunctionTable FUNCTIONS = new FunctionTable();

  /** Offers histograms for some selectors. */
  private record Offer(Predicate<List<LabelMatcher>> offered) implements SeriesSource {
    @Override
    public SeriesView open(long endMillis, QueryLimits limits) {
      throw new IllegalStateException("a rule reads nothing");
    }

    @Override
    public boolean offersHistograms(List<LabelMatcher> matchers) {
      return offered.test(matchers);
    }
  }

  /** Returns which selectors of the plan of a query want histograms. */
  private static List<Boolean> wanted(String query, boolean offers) {
    EngineConfig config = EngineConfig.of(Duration.ofMinutes(5), true);
    Plan plan = new Planner(Steps.range(0, 100_000, 50_000), 100_000, 50_000, config)
        .plan(Parser.parse(
            new QueryText(query), SyntaxConfig.ALL, FUNCTIONS, QueryLimits.unlimited()));
    return selectors(plan.rewrite(new FineBuckets(new Offer(matchers -> offers))))
        .toList();
  }

  private static Stream<Boolean> selectors(Plan plan) {
    if (plan instanceof Plan.InstantSelector selector) {
      return Stream.of(selector.selection().asHistograms());
    }
    if (plan instanceof Plan.RangeSelector selector) {
      return Stream.of(selector.selection().asHistograms());
    }
    return plan.children().stream().flatMap(FineBucketsTest::selectors);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b",
        "b{job=\"x\"} offset 5m",
        "((rate(b[5m])))",
        "increase({__name__=\"b\"}[5m])",
        "sum by (le, job) (rate(b[5m]))",
        "sum without (job) (avg by (le, job) (b))",
        "label_replace(b, \"job\", \"$1\", \"pod\", \"(.*)\")",
        "avg by (le) (b) * 3 / 4",
        "5 * rate(b[5m])",
        "max by (le) (min without (job) (b))",
        "max_over_time(rate(b[1m])[30m:1m])",
        "min_over_time(b[5m])",
        "rate(b[5m] anchored)",
        "sum by (le) (increase(b[5m] smoothed))",
        "b smoothed",
        "b @ 50"
      })
  void histograms_ifEverythingIsByLe(String buckets) {
    String query = "histogram_quantile(0.9, " + buckets + ")";
    assertThat(wanted(query, true)).containsExactly(true);
    assertThat(wanted(query, false)).containsExactly(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{__name__=~\"b\"}",
        "{job=\"x\"}",
        "b{le!=\"+Inf\"}",
        "rate(b{le=~\".+\"}[5m])",
        "sum by (job) (rate(b[5m]))",
        "sum without (le) (b)",
        "max by (job) (b)",
        "count by (le) (b)",
        "label_replace(b, \"le\", \"1\", \"pod\", \"(.*)\")",
        "b > 0",
        "b + 1",
        "1 / b",
        "b * -1",
        "b * 0",
        "-b",
        "b + b"
      })
  void buckets_otherwise(String buckets) {
    assertThat(wanted("histogram_quantile(0.9, " + buckets + ")", true)).containsOnly(false);
  }
}
