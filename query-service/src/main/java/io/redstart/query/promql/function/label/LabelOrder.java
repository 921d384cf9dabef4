// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.label;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.function.vector.SortOperator;
import io.redstart.query.promql.value.SeriesList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Orders series by some labels, and by all where these are equal. */
public final class LabelOrder {
  private LabelOrder() {}

  /** Returns the row of {@code sort_by_label} or {@code sort_by_label_desc}. */
  public static FunctionOperator row(boolean descending) {
    return call -> {
      List<String> names = names(call);
      return new SortOperator(
          call,
          (vector, series) -> {
            Comparator<Integer> order = order(names, series);
            return descending ? order.reversed() : order;
          },
          true);
    };
  }

  private static List<String> names(CallContext call) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < call.size(); i++) {
      names.add(call.text(i));
    }
    return names;
  }

  private static Comparator<Integer> order(List<String> names, SeriesList series) {
    return (left, right) -> {
      Labels first = series.labels(left);
      Labels second = series.labels(right);
      for (String name : names) {
        int order = NaturalOrder.INSTANCE.compare(first.get(name), second.get(name));
        if (order != 0) {
          return order;
        }
      }
      return first.compareTo(second);
    };
  }
}
