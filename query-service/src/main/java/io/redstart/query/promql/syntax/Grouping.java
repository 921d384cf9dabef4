// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;

/**
 * Into which groups an aggregation puts series.
 *
 * @param without whether {@code labels} are left out; otherwise they are the ones kept
 * @param labels label names
 */
public record Grouping(boolean without, List<String> labels) {
  /** Everything in one group. */
  static final Grouping ONE = new Grouping(false, List.of());

  /** Copies the list. */
  public Grouping {
    labels = List.copyOf(labels);
  }

  /** Returns whether a label of the series is also one of its group. */
  public boolean keeps(String label) {
    return without != labels.contains(label);
  }
}
