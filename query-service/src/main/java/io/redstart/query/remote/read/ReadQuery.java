// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import io.redstart.model.LabelMatcher;
import java.util.List;

/**
 * One query of a request.
 *
 * @param startMillis the time of the first sample, inclusive
 * @param endMillis the time of the last sample, inclusive
 * @param matchers conditions on the labels; none select everything
 */
public record ReadQuery(long startMillis, long endMillis, List<LabelMatcher> matchers) {
  /** Copies the list. */
  public ReadQuery {
    matchers = List.copyOf(matchers);
  }
}
