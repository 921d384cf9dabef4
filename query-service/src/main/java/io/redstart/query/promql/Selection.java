// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.LabelMatcher;
import java.util.List;

/**
 * What a selector reads.
 *
 * @param matchers conditions on the labels, {@code __name__} among them
 * @param fromMillis only later samples are wanted: epoch milliseconds, exclusive
 * @param throughMillis the latest sample wanted: epoch milliseconds, inclusive
 */
public record Selection(List<LabelMatcher> matchers, long fromMillis, long throughMillis) {
  /** Copies the list. */
  public Selection {
    matchers = List.copyOf(matchers);
  }
}
