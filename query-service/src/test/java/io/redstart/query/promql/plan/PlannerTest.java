// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final FunctionTable FUNCTIONS = new FunctionTable();
  private static final Steps STEPS = Steps.range(1_000_000, 1_100_000, 60_000);

  private static Plan plan(String query) {
    EngineConfig config = EngineConfig.of(Duration.ofMinutes(5), true);
    return new Planner(STEPS, 1_100_000, 60_000, config)
        .plan(Parser.parse(
            new QueryText(query), SyntaxConfig.ALL, FUNCTIONS, QueryLimits.unlimited()));
  }

  @Test
  void selection_coversAllStepsOpenOnTheLeft() {
    var instant = (Plan.InstantSelector) plan("x offset 10s");
    assertThat(range(instant.selection())).containsExactly(690_000, 1_050_000);
    var over = (Plan.RangeSelector) plan("rate(x[1m] offset -10s)").children().get(0);
    assertThat(range(over.selection())).containsExactly(950_000, 1_070_000);
  }

  private static long[] range(Selection selection) {
    return new long[] {selection.fromMillis(), selection.throughMillis()};
  }

  @Test
  void steps_endAtOrBeforeTheEnd() {
    Steps steps = Steps.range(10, 109, 50);
    assertThat(steps.count()).isEqualTo(2);
    assertThat(steps.endMillis()).isEqualTo(60);
  }
}
