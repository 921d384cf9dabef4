// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.query.promql.value.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A sample of a series.
 *
 * @param value the value, unless it is a histogram
 */
record Sample(long stampMillis, double value, @Nullable Histogram histogram) {
  static Sample of(long stampMillis, double value) {
    return new Sample(stampMillis, value, null);
  }

  static Sample of(long stampMillis, Histogram histogram) {
    return new Sample(stampMillis, 0, histogram);
  }
}
