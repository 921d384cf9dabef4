// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.text.LabelsText;

/** What to say of vectors that do not match as they should, in Prometheus' words. */
final class MatchErrors {
  static final String MANY_TO_ONE =
      "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)";

  static final String NOT_UNIQUE =
      "multiple matches for labels: grouping labels must ensure unique matches";

  private MatchErrors() {}

  /** Returns that two series of the one side are in the same group. */
  static String duplicate(
      MatchSide one, int first, int second, MatchGroups groups, boolean isLeft) {
    String text = LabelsText.of(one.series().labels(first));
    String other = LabelsText.of(one.series().labels(second));
    boolean isSorted = Labels.compareUtf8(text, other) <= 0;
    return "found duplicate series for the match group "
        + LabelsText.of(groups.labels(one.group(second)))
        + " on the "
        + (isLeft ? "left" : "right")
        + " hand-side of the operation: ["
        + (isSorted ? text : other)
        + ", "
        + (isSorted ? other : text)
        + "];many-to-many matching not allowed: matching labels must be unique on one side";
  }
}
