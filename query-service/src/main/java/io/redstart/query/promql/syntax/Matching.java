// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;

/**
 * By which labels the series of two vectors find each other, one to one.
 *
 * @param on whether {@code labels} are the ones compared; otherwise they and the name are left out
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
