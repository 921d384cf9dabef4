// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.model.LabelMatcher;
import java.util.List;

/**
 * The samples that a selector reads.
 *
 * @param matchers conditions on the labels, {@code __name__} among them
 * @param fromMillis the start of the range: epoch milliseconds, exclusive
 * @param throughMillis the end of the range: epoch milliseconds, inclusive
 * @param newestOnly whether the newest sample of each series is enough, or a staleness marker if
 *     that is newer
 * @param asHistograms whether {@code _bucket} series are wanted as histograms in fine bins, without
 *     {@code le}; only if the source offers them
 */
public record Selection(
    List<LabelMatcher> matchers,
    long fromMillis,
    long throughMillis,
    boolean newestOnly,
    boolean asHistograms) {
  /** Copies the list. */
  public Selection {
    matchers = List.copyOf(matchers);
  }

  /** Makes a selection of all samples in a range. */
  public Selection(List<LabelMatcher> matchers, long fromMillis, long throughMillis) {
    this(matchers, fromMillis, throughMillis, false, false);
  }

  /** Returns this selection of histograms. */
  public Selection ofHistograms() {
    return new Selection(matchers, fromMillis, throughMillis, newestOnly, true);
  }
}
