// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.EngineConfig;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.QueryText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private static Plan plan(String query, boolean fine) {
    EngineConfig config = EngineConfig.of(Duration.ofMinutes(5), fine);
    Steps steps = Steps.range(1_000_000, 1_100_000, 60_000);
    return new Planner(steps, config)
        .plan(Parser.parse(new QueryText(query), QueryLimits.unlimited()));
  }

  @Test
  void selection_coversAllStepsOpenOnTheLeft() {
    var instant = (Plan.InstantSelector) plan("x offset 10s", true);
    assertThat(range(instant.selection())).containsExactly(690_000, 1_050_000);
    var over = (Plan.OverRange) plan("rate(x[1m] offset -10s)", true);
    assertThat(range(over.selection())).containsExactly(950_000, 1_070_000);
  }

  private static long[] range(Selection selection) {
    return new long[] {selection.fromMillis(), selection.throughMillis()};
  }

  @Test
  void scalars_areComputed() {
    assertThat(plan("-(1 + 2) * 3 > bool -10", true)).isEqualTo(new Plan.Constant(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b",
        "b{job=\"x\"} offset 5m",
        "((rate(b[5m])))",
        "increase({__name__=\"b\"}[5m])",
        "sum by (le, job) (rate(b[5m]))",
        "max without (job) (avg by (le, job) (b))",
        "min by (le) (b) * (2 + 1) / 4",
        "5 * rate(b[5m])"
      })
  void fine_ifEverythingIsByLe(String buckets) {
    assertThat(plan("histogram_quantile(0.9, " + buckets + ")", true))
        .isInstanceOf(Plan.FineQuantile.class);
    assertThat(plan("histogram_quantile(0.9, " + buckets + ")", false))
        .isInstanceOf(Plan.ClassicQuantile.class);
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
        "count by (le) (b)",
        "b > 0",
        "b + 1",
        "1 / b",
        "b * -1",
        "b * 0",
        "-b",
        "b + b"
      })
  void classic_otherwise(String buckets) {
    assertThat(plan("histogram_quantile(0.9, " + buckets + ")", true))
        .isInstanceOf(Plan.ClassicQuantile.class);
  }

  @Test
  void steps_endAtOrBeforeTheEnd() {
    Steps steps = Steps.range(10, 109, 50);
    assertThat(steps.count()).isEqualTo(2);
    assertThat(steps.endMillis()).isEqualTo(60);
  }
}
