// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.limit.Footprint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The state of each series that a kernel keeps from one step to the next. */
public final class PerSeries<T> {
  private final Supplier<T> fresh;
  private final List<T> states = new ArrayList<>();

  /**
   * Makes an empty one.
   *
   * @param fresh makes the state of a new series
   */
  public PerSeries(Supplier<T> fresh) {
    this.fresh = fresh;
  }

  /** Returns the state of a window's series; a new one at first. */
  public T of(RangeWindow window) {
    while (states.size() <= window.index()) {
      window.limits().hold(2L * Footprint.OBJECT + Footprint.LIST_ENTRY);
      states.add(fresh.get());
    }
    return states.get(window.index());
  }
}
