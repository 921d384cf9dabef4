// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;

/** Functions that need only the edges of a window, and not what its samples are. */
public final class PositionKernels {
  private PositionKernels() {}

  /** Makes the kernel of {@code first_over_time}. */
  public static RangeKernel first(CallContext call) {
    return (window, parameters, into) -> copy(window, window.first(), into);
  }

  /** Makes the kernel of {@code last_over_time}. */
  public static RangeKernel last(CallContext call) {
    return (window, parameters, into) -> copy(window, window.end() - 1, into);
  }

  /** Makes the kernel of {@code ts_of_first_over_time}. */
  public static RangeKernel timeOfFirst(CallContext call) {
    return (window, parameters, into) -> into.set(window.timeMillis(window.first()) / 1e3);
  }

  /** Makes the kernel of {@code ts_of_last_over_time}. */
  public static RangeKernel timeOfLast(CallContext call) {
    return (window, parameters, into) -> into.set(window.timeMillis(window.end() - 1) / 1e3);
  }

  /** Makes the kernel of {@code count_over_time}. */
  public static RangeKernel count(CallContext call) {
    return (window, parameters, into) -> into.set(window.size());
  }

  /** Makes the kernel of {@code present_over_time}. */
  public static RangeKernel present(CallContext call) {
    return (window, parameters, into) -> into.set(1);
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
