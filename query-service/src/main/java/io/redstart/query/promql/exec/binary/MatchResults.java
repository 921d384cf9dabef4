// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.value.SeriesList;

/**
 * The output series of pairs of series (Prometheus 3.14, promql/engine.go, resultMetric). The labels
 * are those of the "many" side, and those included from the "one" side; between one and one, the
 * left side is the many side here.
 *
 * <p>The labels of a pair are computed when it first matches. Each many series remembers its last
 * partner and their output, because partners rarely change.
 */
final class MatchResults {
  /** The partner of a sample that is matched with a fill value. */
  static final int FILL = -1;

  private static final int UNKNOWN = -2;

  private final QueryLimits limits;
  private final MatchGroups groups;
  private final Matching matching;
  private final boolean dropsName;
  /** Whether the name is dropped at the end of the query. */
  private final boolean losesName;

  private final SeriesIndex index;
  /** By many series: its last partner. */
  private int[] partners = {};
  /** By many series: the output with its last partner. */
  private int[] outputs = {};
  /** By one series: its output with a fill value on the many side. */
  private int[] filled = {};
  /** By output: the last step at which it was claimed. */
  private int[] claimedSteps = {};
  /** By output: the group that claimed it. */
  private int[] claimedGroups = {};

  MatchResults(QueryContext context, Plan.VectorVector plan, MatchGroups groups) {
    this.limits = context.limits();
    this.groups = groups;
    this.matching = plan.matching();
    EngineConfig config = context.config();
    boolean isDelayed = config.delayedNameRemoval();
    this.dropsName = isArithmetic(plan.op()) || (plan.returnBool() && !isDelayed);
    this.losesName = plan.returnBool() && isDelayed;
    this.index = new SeriesIndex(limits);
  }

  private static boolean isArithmetic(BinaryOp op) {
    return !op.isComparison() && op != BinaryOp.TRIM_UPPER && op != BinaryOp.TRIM_LOWER;
  }

  /** Returns the output series. */
  SeriesList series() {
    return index.list();
  }

  /** Makes room for all series of both sides. */
  void makeRoom(int manySize, int oneSize) {
    partners = Growth.ints(limits, partners, manySize, UNKNOWN);
    outputs = Growth.ints(limits, outputs, manySize, UNKNOWN);
    filled = Growth.ints(limits, filled, oneSize, UNKNOWN);
  }

  /** Returns the output of a pair; the partner may be {@link #FILL}. */
  int of(MatchSide many, int series, MatchSide one, int partner) {
    if (partners[series] != partner) {
      boolean isIndependent = matching.include().isEmpty() && partners[series] != UNKNOWN;
      partners[series] = partner;
      if (!isIndependent) {
        Labels labels = many.series().labels(series);
        Labels other = partner == FILL ? groups.matched(labels) : one.series().labels(partner);
        outputs[series] = index.of(labels(labels, other), losesName);
      }
    }
    return outputs[series];
  }

  /** Returns the output of a one series that is matched with a fill value. */
  int ofFilled(MatchSide one, int series) {
    if (filled[series] == UNKNOWN) {
      Labels labels = labels(groups.labels(one.group(series)), one.series().labels(series));
      filled[series] = index.of(labels, losesName);
    }
    return filled[series];
  }

  /** Returns the output of a many series at the current step, or −1 if it had none so far. */
  int last(int series) {
    return outputs[series];
  }

  private Labels labels(Labels many, Labels one) {
    Labels result = dropsName ? OutputSeries.withoutName(many) : many;
    if (matching.cardinality() == Matching.Cardinality.ONE_TO_ONE) {
      result = matching.on() ? result.retain(matching.labels()) : result.without(matching.labels());
    }
    for (String name : matching.include()) {
      result = result.with(name, one.get(name));
    }
    return result;
  }

  /** Notes that a group has a result. Returns false if it had one with these labels at this step. */
  boolean claim(int output, int group, int step) {
    claimedSteps = Growth.ints(limits, claimedSteps, output + 1, UNKNOWN);
    claimedGroups = Growth.ints(limits, claimedGroups, output + 1, UNKNOWN);
    if (claimedSteps[output] == step && claimedGroups[output] == group) {
      return false;
    }
    claimedSteps[output] = step;
    claimedGroups[output] = group;
    return true;
  }
}
