// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.SampleSlot;

/** Copies the first or the last sample of a window, a number or a histogram. */
public final class EdgeSample {
  private EdgeSample() {}

  /** Copies the first. */
  public static void first(RangeWindow window, SampleSlot into) {
    copy(window, window.first(), into);
  }

  /** Copies the last. */
  public static void last(RangeWindow window, SampleSlot into) {
    copy(window, window.end() - 1, into);
  }

  private static void copy(RangeWindow window, int position, SampleSlot into) {
    Histogram histogram = window.histogram(position);
    if (histogram == null) {
      into.set(window.value(position));
    } else {
      into.set(histogram);
    }
  }
}
