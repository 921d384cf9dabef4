// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.InstantOrder;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Applies an operator to the samples of two vectors that match (Prometheus 3.14, promql/engine.go,
 * VectorBinop). A sample of the "one" side matches one of the "many" side, or several with {@code
 * group_left} and {@code group_right}; without them the left side is the many side.
 *
 * <pre>
 *   a * on (job) b      series                   group          oneOfGroup
 *   many                0 a{job="x", pod="p"}    0 {job="x"}    1
 *                       1 a{job="y", pod="q"}    1 {job="y"}    NONE
 *   one                 0 b{job="z"}             2 {job="z"}    0
 *                       1 b{job="x"}             0
 * </pre>
 */
public final class VectorVectorOperator implements Operator {
  private static final int NONE = -1;

  private final QueryContext context;
  private final Plan.VectorVector plan;
  private final boolean isOneToOne;
  /** Whether the left side is the one side. */
  private final boolean isSwapped;

  private final MatchGroups groups;
  private final MatchSide left;
  private final MatchSide right;
  private final MatchSide many;
  private final MatchSide one;
  /** The value of a missing sample on the one side, or null. */
  private final @Nullable Double fillOne;
  /** The value of missing samples on the many side, or null. */
  private final @Nullable Double fillMany;

  private final SamplePair pair;
  private final MatchResults results;
  /** By group: the one series with a sample at the step, or {@link #NONE}. */
  private int[] oneOfGroup = {};
  /** By group: whether samples have matched at the step. */
  private boolean[] matched = {};

  /** Makes the operator. */
  public VectorVectorOperator(
      QueryContext context, Plan.VectorVector plan, Operator left, Operator right) {
    this.context = context;
    this.plan = plan;
    Matching matching = plan.matching();
    this.isOneToOne = matching.cardinality() == Matching.Cardinality.ONE_TO_ONE;
    this.isSwapped = matching.cardinality() == Matching.Cardinality.ONE_TO_MANY;
    this.groups = new MatchGroups(context.limits(), matching);
    this.left = new MatchSide(context, left, groups);
    this.right = new MatchSide(context, right, groups);
    this.many = isSwapped ? this.right : this.left;
    this.one = isSwapped ? this.left : this.right;
    // With group_right, Prometheus gives fill_left to missing right samples and the other way
    // round.
    this.fillOne = matching.fillRight();
    this.fillMany = matching.fillLeft();
    this.pair = new SamplePair(plan.op(), context.annotations(), plan.at());
    this.results = new MatchResults(context, plan, groups);
  }

  @Override
  public SeriesList series() {
    return results.series();
  }

  @Override
  public void next(int step, StepVector into) {
    left.next(step);
    right.next(step);
    into.clear(results.series().size());
    if (cannotMatch()) {
      return;
    }
    makeRoom();
    findOnes();
    matchMany(step, into);
    if (fillMany != null) {
      matchFilled(fillMany, step, into);
    }
    pair.annotate();
    int[] order = many.in().order();
    if (order != null) {
      InstantOrder.set(into, order, results::last);
    }
  }

  private boolean cannotMatch() {
    boolean isLeftEmpty = left.in().isEmpty();
    boolean isRightEmpty = right.in().isEmpty();
    boolean isFilled = fillOne != null || fillMany != null;
    return (isLeftEmpty && isRightEmpty) || ((isLeftEmpty || isRightEmpty) && !isFilled);
  }

  private void makeRoom() {
    oneOfGroup = Growth.ints(context.limits(), oneOfGroup, groups.size(), NONE);
    matched = Growth.booleans(context.limits(), matched, groups.size());
    Arrays.fill(oneOfGroup, NONE);
    Arrays.fill(matched, false);
    results.makeRoom(many.series().size(), one.series().size());
  }

  private void findOnes() {
    StepVector in = one.in();
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        int group = one.group(i);
        if (oneOfGroup[group] != NONE) {
          throw failure(MatchErrors.duplicate(one, oneOfGroup[group], i, groups, isSwapped));
        }
        oneOfGroup[group] = i;
      }
    }
  }

  private void matchMany(int step, StepVector into) {
    StepVector in = many.in();
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        int partner = oneOfGroup[many.group(i)];
        if (partner != NONE) {
          match(i, partner, step, into);
        } else if (fillOne != null && combine(in.get(i), in.histogram(i), fillOne, null)) {
          emit(results.of(many, i, one, MatchResults.FILL), many.group(i), step, into);
        }
      }
    }
  }

  private void match(int series, int partner, int step, StepVector into) {
    StepVector in = many.in();
    StepVector oneIn = one.in();
    if (combine(
        in.get(series), in.histogram(series), oneIn.get(partner), oneIn.histogram(partner))) {
      emit(results.of(many, series, one, partner), many.group(series), step, into);
    }
  }

  /** Matches one samples without partners. */
  private void matchFilled(double fill, int step, StepVector into) {
    StepVector in = one.in();
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i) && !matched[one.group(i)] && combine(fill, null, in.get(i), in.histogram(i))) {
        emit(results.ofFilled(one, i), one.group(i), step, into);
      }
    }
  }

  private boolean combine(
      double manyValue,
      @Nullable Histogram manyHistogram,
      double oneValue,
      @Nullable Histogram oneHistogram) {
    return isSwapped
        ? pair.combine(oneValue, oneHistogram, manyValue, manyHistogram)
        : pair.combine(manyValue, manyHistogram, oneValue, oneHistogram);
  }

  private void emit(int output, int group, int step, StepVector into) {
    if (isOneToOne ? matched[group] : !results.claim(output, group, step)) {
      throw failure(isOneToOne ? MatchErrors.MANY_TO_ONE : MatchErrors.NOT_UNIQUE);
    }
    matched[group] = true;
    if (!pair.isKept() && !plan.returnBool()) {
      return;
    }
    OutputSeries.checkFree(into, output);
    if (plan.returnBool()) {
      into.set(output, pair.isKept() ? 1 : 0);
    } else if (pair.histogram() == null) {
      into.set(output, pair.value());
    } else {
      into.set(output, pair.histogram());
    }
  }

  private static PromqlException failure(String message) {
    return new PromqlException(PromqlException.Kind.EXECUTION, message);
  }
}
