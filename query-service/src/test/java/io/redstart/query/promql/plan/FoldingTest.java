// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingTest {
  private static final FunctionTable FUNCTIONS = new FunctionTable();
  private static final EngineConfig CONFIG = EngineConfig.of(Duration.ofMinutes(5), true);

  /** Folds everything, and offers histograms for {@code b_bucket}. */
  private static final class Source implements SeriesSource {
    private final List<Fold> folds = new ArrayList<>();

    @Override
    public SeriesView open(long endMillis, QueryLimits limits) {
      throw new IllegalStateException("a rule reads nothing");
    }

    @Override
    public boolean offersHistograms(List<LabelMatcher> matchers) {
      return matchers.get(0).value().equals("b_bucket");
    }

    @Override
    public boolean folds(Fold fold) {
      folds.add(fold);
      return true;
    }
  }

  private final Source source = new Source();

  private String plan(String query) {
    return plan(query, CONFIG);
  }

  private String plan(String query, EngineConfig config) {
    return planned(query, config).text();
  }

  private Plan planned(String query) {
    return planned(query, CONFIG);
  }

  private Plan planned(String query, EngineConfig config) {
    return new Planner(Steps.range(1_000, 101_000, 50_000), 101_000, 50_000, config)
        .plan(Parser.parse(
            new QueryText(query), SyntaxConfig.ALL, FUNCTIONS, QueryLimits.unlimited()))
        .rewrite(new FineBuckets(source))
        .rewrite(new Folding(source, config))
        .rewrite(new QuantileFolding());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum by (a) (rate(x[5m]))",
        "avg without (a) (increase(x{b!=\"c\"}[30s] offset -7s))",
        "count(irate(x[1m] offset 1m))",
        "group by (a) (x offset 1d)"
      })
  void aggregation_isFolded(String query) {
    assertThat(plan(query)).isEqualTo("3 steps of 50s\nfolded at the source: " + query + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max(rate(x[5m]))",
        "sum(delta(x[5m]))",
        "sum(rate(x[5m] anchored))",
        "sum(x smoothed)",
        "sum(rate({__name__=~\"x|y\"}[5m]))",
        "sum({a=\"b\"})",
        "sum by (__name__) (x)",
        "sum(abs(x))",
        "sum(rate(x[5m:1m]))",
        "sum(rate(x[5m]) > 0)",
        "topk(3, x)"
      })
  void aggregation_staysPlain(String query) {
    assertThat(plan(query)).doesNotContain("folded");
  }

  @Test
  void aggregation_staysPlainIfNamesAreRemovedLate() {
    EngineConfig config = new EngineConfig(
        Duration.ofMinutes(5), Duration.ofMinutes(1), SyntaxConfig.ALL, true, false, true);
    assertThat(plan("sum(rate(x[5m]))", config)).doesNotContain("folded");
  }

  @Test
  void rate_staysPlainWithStartTimestamps() {
    EngineConfig config = new EngineConfig(
        Duration.ofMinutes(5), Duration.ofMinutes(1), SyntaxConfig.ALL, false, true, true);
    assertThat(plan("sum(rate(x[5m])) / sum(x)", config))
        .contains("\n  sum\n    rate\n", "folded at the source: sum(x)");
  }

  @Test
  void plan_showsWhatIsAroundFolds() {
    String query = """
        histogram_quantile(0.9, sum by (le) (rate(b_bucket[5m])) * 2)
            or topk(2, max_over_time(sum(y offset 1m)[10m:5m]))
            or sum(x @ end()) == bool on () group_left () y
        """;
    assertThat(plan(query)).isEqualTo("""
            3 steps of 50s
            or
              or
                histogram_quantile
                  0.9
                  *
                    folded at the source: sum by (le) (rate(b_bucket[5m])), in fine bins
                    2
                topk
                  max_over_time
                    subquery [10m], 2 steps of 5m
                      folded at the source: sum(y offset 1m)
                  2
              == bool on () group_left ()
                once for all steps
                  folded at the source: sum(x @ 101.000)
                y
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.95", "1"})
  void quantile_isFoldedGroupByGroup(String phi) {
    assertThat(plan("histogram_quantile(" + phi + ", avg by (a, le) (rate(b_bucket[5m])))"))
        .isEqualTo("3 steps of 50s\nhistogram_quantile " + phi + ", group by group\n"
            + "  folded at the source: avg by (a, le) (rate(b_bucket[5m])), in fine bins\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "histogram_quantile(1.1, sum by (le) (rate(b_bucket[5m])))",
        "histogram_quantile(-0.1, sum by (le) (rate(b_bucket[5m])))",
        "histogram_quantile(NaN, sum by (le) (rate(b_bucket[5m])))",
        "histogram_quantile(scalar(x), sum by (le) (rate(b_bucket[5m])))",
        "histogram_quantile(0.9, sum by (le) (rate(x[5m])))",
        "histogram_quantile(0.9, sum by (le) (rate(b_bucket[5m])) * 2)",
        "histogram_fraction(0, 0.9, sum by (le) (rate(b_bucket[5m])))"
      })
  void quantile_staysPlain(String query) {
    assertThat(plan(query)).contains("folded at the source").doesNotContain("group by group");
  }

  @Test
  void quantile_isPlainAgainIfTheSourceDeclines() {
    Plan folded = planned("histogram_quantile(0.9, sum by (le) (rate(b_bucket[5m])))");
    Plan plain = folded.rewrite(
        node -> node instanceof Plan.FoldedAggregation one ? one.aggregation() : node);
    assertThat(plain.text()).isEqualTo("""
        3 steps of 50s
        histogram_quantile
          0.9
          sum by (le)
            rate
              b_bucket[5m], in fine bins
        """);
  }

  @Test
  void buckets_areNotFoldedAsHistogramsIfTheyAreCounted() {
    plan("histogram_quantile(0.9, count by (le) (b_bucket))");
    plan("histogram_quantile(0.9, sum by (le) (b_bucket))");
    assertThat(source.folds)
        .extracting(fold -> fold.selection().asHistograms())
        .containsExactly(false, true);
  }

  @Test
  void fold_hasTheTimesAtWhichTheFunctionLooks() {
    plan("sum(rate(x[5m] offset 1s)) + sum(x @ 7)");
    Fold rate = source.folds.get(0);
    assertThat(List.of(rate.timeMillis(0), rate.timeMillis(2), rate.rangeMillis()))
        .containsExactly(0L, 100_000L, 300_000L);
    Fold newest = source.folds.get(1);
    assertThat(List.of(newest.timeMillis(0), (long) newest.count(), newest.rangeMillis()))
        .containsExactly(7_000L, 1L, 300_000L);
    assertThat(newest.selection().throughMillis()).isEqualTo(7_000);
  }
}
