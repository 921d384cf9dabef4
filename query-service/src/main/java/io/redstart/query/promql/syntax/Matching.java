// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;

/**
 * The labels by which the series of two vectors match, one to one.
 *
 * @param on true if only {@code labels} are compared, false if they and the name are ignored
 * @param labels label names
 */
public record Matching(boolean on, List<String> labels) {
  /** All labels but the name. */
  static final Matching ALL_LABELS = new Matching(false, List.of());

  /** Copies the list. */
  public Matching {
    labels = List.copyOf(labels);
  }
}
