// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Grouping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets the source compute aggregations of counters: {@code sum}, {@code avg}, {@code count} and
 * {@code group} of a selector or of its {@code rate}, {@code increase} or {@code irate}. Everything
 * around them stays as it is. Applied after {@link FineBuckets}, so that aggregations of histograms
 * in fine bins fold too.
 *
 * <p>An aggregation is not folded where the result could differ: with {@code anchored} and {@code
 * smoothed}, without an equality on the metric's name (several metrics would make duplicates that
 * {@code rate} rejects), if a group keeps the name, and with the engine's options that change how
 * rates or names work.
 */
public final class Folding implements UnaryOperator<Plan> {
  private static final Map<String, Fold.Function> FUNCTIONS = Map.of(
      "rate", Fold.Function.RATE,
      "increase", Fold.Function.INCREASE,
      "irate", Fold.Function.IRATE);

  private static final Set<AggregateOp> OF_NUMBERS =
      Set.of(AggregateOp.SUM, AggregateOp.AVG, AggregateOp.COUNT, AggregateOp.GROUP);

  private static final Set<AggregateOp> OF_HISTOGRAMS = Set.of(AggregateOp.SUM, AggregateOp.AVG);

  private static final Set<String> METADATA = Set.of(Labels.METRIC_NAME, "__type__", "__unit__");

  private static final String LE = "le";

  private final SeriesSource source;
  private final EngineConfig config;

  /** Makes the rule for a source. */
  public Folding(SeriesSource source, EngineConfig config) {
    this.source = source;
    this.config = config;
  }

  @Override
  public Plan apply(Plan plan) {
    if (config.delayedNameRemoval()
        || !(plan instanceof Plan.Aggregation aggregation)
        || !OF_NUMBERS.contains(aggregation.op())
        || keepsMetadata(aggregation.grouping())) {
      return plan;
    }
    return fold(aggregation)
        .filter(source::folds)
        .<Plan>map(fold -> new Plan.FoldedAggregation(aggregation, fold))
        .orElse(plan);
  }

  private static boolean keepsMetadata(Grouping grouping) {
    return !grouping.without() && grouping.labels().stream().anyMatch(METADATA::contains);
  }

  private Optional<Fold> fold(Plan.Aggregation aggregation) {
    Plan vector = aggregation.vector();
    if (vector instanceof Plan.InstantSelector selector) {
      return selector.edges() == Expr.Edges.PLAIN
          ? fold(
              aggregation,
              Fold.Function.NEWEST,
              selector.selection(),
              selector.shift(),
              selector.lookbackMillis())
          : Optional.empty();
    }
    Fold.Function function = function(vector);
    return function != null
            && vector.children().get(0) instanceof Plan.RangeSelector range
            && range.edges() == Expr.Edges.PLAIN
            && !config.startTimestamps()
        ? fold(aggregation, function, range.selection(), range.shift(), range.rangeMillis())
        : Optional.empty();
  }

  private static Fold.@Nullable Function function(Plan plan) {
    return plan instanceof Plan.Call call ? FUNCTIONS.get(call.function().name()) : null;
  }

  private static Optional<Fold> fold(
      Plan.Aggregation aggregation,
      Fold.Function function,
      Selection selection,
      TimeShift shift,
      long rangeMillis) {
    Steps steps = aggregation.steps();
    boolean advances = shift.atMillis() == null && steps.count() > 1;
    if (steps.count() == 0
        || (steps.count() > 1 && !advances)
        || !isFoldable(selection, aggregation)) {
      return Optional.empty();
    }
    return Optional.of(new Fold(
        aggregation.op(),
        aggregation.grouping(),
        function,
        allSamples(selection),
        shift.apply(steps.startMillis()),
        advances ? steps.stepMillis() : 1,
        steps.count(),
        rangeMillis,
        List.of()));
  }

  /** Makes selections for one step and for several equal. */
  private static Selection allSamples(Selection selection) {
    return new Selection(
        selection.matchers(),
        selection.fromMillis(),
        selection.throughMillis(),
        false,
        selection.asHistograms());
  }

  private static boolean isFoldable(Selection selection, Plan.Aggregation aggregation) {
    boolean fitsHistograms =
        OF_HISTOGRAMS.contains(aggregation.op()) && aggregation.grouping().keeps(LE);
    return isNamed(selection) && (!selection.asHistograms() || fitsHistograms);
  }

  private static boolean isNamed(Selection selection) {
    return selection.matchers().stream()
        .anyMatch(
            one -> one.name().equals(Labels.METRIC_NAME) && one.op() == LabelMatcher.Op.EQUAL);
  }
}
