// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.exec.operator.FoldedValues;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SelectedSeries;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Aggregations whose parameter changes from step to step. */
class StepParameterTest {
  private static final Steps STEPS = new Steps(0, 1_000, 3);
  private static final TextRange AT = new TextRange(0, 1);

  private final Annotations annotations = new Annotations(new QueryText("op(p, v)"));

  @Test
  void topk_selectsAsManyAsEachStepSays() {
    StepVector vector = new StepVector(QueryLimits.unlimited());
    Operator topk = operator(AggregateOp.TOPK, 1, 0, 2);

    topk.next(0, vector);
    assertThat(vector.count()).isEqualTo(1);
    assertThat(vector.has(2)).isTrue();
    topk.next(1, vector);
    assertThat(vector.isEmpty()).isTrue();
    topk.next(2, vector);
    assertThat(vector.has(0)).isFalse();
    assertThat(vector.count()).isEqualTo(2);
  }

  @Test
  void topk_failsAtTheFirstStepIfAnyParameterIsNan() {
    StepVector vector = new StepVector(QueryLimits.unlimited());
    Operator topk = operator(AggregateOp.TOPK, 1, 1, Double.NaN);

    assertThatThrownBy(() -> topk.next(0, vector))
        .isInstanceOf(PromqlException.class)
        .hasMessage("Parameter value is NaN");
  }

  @Test
  void quantile_warnsOnlyOfTheExtremeParameters() {
    StepVector vector = new StepVector(QueryLimits.unlimited());
    Operator quantile = operator(AggregateOp.QUANTILE, 2, 0.5, 3);

    quantile.next(0, vector);
    assertThat(vector.get(0)).isInfinite();
    quantile.next(1, vector);
    assertThat(vector.get(0)).isEqualTo(20);
    assertThat(annotations.warnings())
        .containsExactly("PromQL warning: quantile value should be between 0 and 1, got 3 (1:1)");
  }

  /** Returns an aggregation of 10, 20 and 30. */
  private Operator operator(AggregateOp op, double... parameters) {
    Plan vector = new Plan.Constant(0, STEPS);
    Plan parameter = new Plan.Constant(1, STEPS);
    Grouping grouping = new Grouping(false, List.of());
    Plan.Aggregation plan =
        new Plan.Aggregation(op, grouping, parameter, vector, AT, AT, AT, STEPS);
    return AggregationOperator.of(
        context(plan), plan, child -> child == vector ? new Numbers() : new Parameter(parameters));
  }

  private QueryContext context(Plan plan) {
    SeriesView view = new SeriesView() {
      @Override
      public List<List<Series>> select(List<Selection> selections) {
        return List.of();
      }

      @Override
      public List<String> warnings() {
        return List.of();
      }
    };
    QueryLimits limits = QueryLimits.unlimited();
    EngineConfig config = new EngineConfig(
        Duration.ofMinutes(5), Duration.ofMinutes(1), SyntaxConfig.ALL, false, false, false);
    return new QueryContext(
        FoldedValues.read(plan, view),
        SelectedSeries.read(plan, view, limits),
        limits,
        annotations,
        config);
  }

  /** A scalar with a value for each step. */
  private record Parameter(double[] values) implements Operator {
    @Override
    public SeriesList series() {
      return SeriesList.scalar();
    }

    @Override
    public void next(int step, StepVector into) {
      into.clear(1);
      into.set(0, values[step]);
    }
  }

  /** Three series with the numbers 10, 20 and 30. */
  private static final class Numbers implements Operator {
    private final SeriesList series = new SeriesList();

    Numbers() {
      for (int i = 0; i < 3; i++) {
        series.add(Labels.of("i", "" + i), false);
      }
    }

    @Override
    public SeriesList series() {
      return series;
    }

    @Override
    public void next(int step, StepVector into) {
      into.clear(3);
      for (int i = 0; i < 3; i++) {
        into.set(i, 10 * (i + 1));
      }
    }
  }
}
