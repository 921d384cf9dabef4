// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The series of a vector, by index. It only grows: most operators know all their series before the
 * first step, but {@code count_values} finds new ones at any step.
 */
public final class SeriesList {
  private final List<Labels> labels = new ArrayList<>();
  private final BitSet unnamed = new BitSet();

  /** Returns a list of one series without labels: that of a scalar. */
  public static SeriesList scalar() {
    SeriesList series = new SeriesList();
    series.add(Labels.empty(), false);
    return series;
  }

  /**
   * Adds a series.
   *
   * @param losesName whether its name is removed at the end of the query, see {@link #losesName}
   * @return its index
   */
  public int add(Labels of, boolean losesName) {
    int index = labels.size();
    labels.add(of);
    unnamed.set(index, losesName);
    return index;
  }

  /** Returns how many series there are. */
  public int size() {
    return labels.size();
  }

  /** Returns the labels of a series. */
  public Labels labels(int series) {
    return labels.get(series);
  }

  /**
   * Returns whether a series has its name only until the end of the query: what Prometheus does
   * with {@code promql-delayed-name-removal}.
   */
  public boolean losesName(int series) {
    return unnamed.get(series);
  }
}
