// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import java.util.List;

/**
 * The labels by which an aggregation groups series.
 *
 * @param without true if {@code labels} are removed, false if only they are kept
 * @param labels label names
 */
public record Grouping(boolean without, List<String> labels) {
  /** Everything in one group. */
  public static final Grouping ONE = new Grouping(false, List.of());

  /** Copies the list. */
  public Grouping {
    labels = List.copyOf(labels);
  }

  /** Returns whether the group keeps a label of its series. */
  public boolean keeps(String label) {
    return without != labels.contains(label);
  }
}
