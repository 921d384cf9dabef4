// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.vector;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The samples of a vector in another order. Only the result of an instant query has an order. Range
 * queries list their series by labels, so they sort nothing, and a warning says so.
 */
public final class SortOperator implements Operator {
  private static final String INEFFECTIVE =
      "sort is ineffective for range queries since results are always ordered by labels";
  /** A boxed index in a list, and in a copy of it during the sort. */
  private static final int ENTRY = Footprint.OBJECT + 2 * Footprint.LIST_ENTRY;

  /** Compares the samples of a vector. */
  @FunctionalInterface
  public interface Order {
    /** Returns the order of indexes in a vector. */
    Comparator<Integer> of(StepVector vector, SeriesList series);
  }

  private final QueryContext query;
  private final Operator operand;
  private final Order order;
  private final boolean withHistograms;
  private final boolean isInstant;

  /**
   * Makes the operator of a call that sorts its first argument.
   *
   * @param withHistograms whether histograms are kept
   */
  public SortOperator(CallContext call, Order order, boolean withHistograms) {
    this.query = call.query();
    this.operand = call.operand(0);
    this.order = order;
    this.withHistograms = withHistograms;
    this.isInstant = call.plan().steps().count() == 1;
    if (!isInstant) {
      call.annotations().warn(call.plan().call().at(), INEFFECTIVE);
    }
  }

  /** Orders numbers, NaN last. */
  public static Order byValue(boolean descending) {
    Comparator<Double> values = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return (vector, series) -> (left, right) -> {
      double first = vector.get(left);
      double second = vector.get(right);
      if (Double.isNaN(first) || Double.isNaN(second)) {
        return Boolean.compare(Double.isNaN(first), Double.isNaN(second));
      }
      // Adding 0 makes −0 equal to 0, as in Go.
      return values.compare(first + 0.0, second + 0.0);
    };
  }

  @Override
  public SeriesList series() {
    return operand.series();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, into);
    if (!withHistograms) {
      removeHistograms(into);
    }
    if (isInstant) {
      into.order(sorted(into));
    }
  }

  private void removeHistograms(StepVector vector) {
    for (int i = 0; i < vector.size(); i++) {
      query.limits().check(i);
      if (vector.histogram(i) != null) {
        vector.remove(i);
      }
    }
  }

  private int[] sorted(StepVector vector) {
    int count = vector.count();
    query.limits().hold((long) ENTRY * count + Footprint.ints(count));
    List<Integer> indexes = new ArrayList<>(count);
    for (int i = 0; i < vector.size(); i++) {
      query.limits().check(i);
      if (vector.has(i)) {
        indexes.add(i);
      }
    }
    indexes.sort(query.limits().checking(order.of(vector, operand.series())));
    return indexes.stream().mapToInt(Integer::intValue).toArray();
  }
}
