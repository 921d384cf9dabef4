// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeWindow;
import java.util.BitSet;

/** Says once for each series if its metric does not have a counter's name. */
final class CounterNames {
  private final SampleNotes notes;
  private final BitSet checked = new BitSet();

  CounterNames(SampleNotes notes) {
    this.notes = notes;
  }

  /** Checks a series that has a result. */
  void check(RangeWindow window) {
    if (!checked.get(window.index())) {
      checked.set(window.index());
      String name = window.labels().get(Labels.METRIC_NAME);
      if (!name.isEmpty() && !isCounters(name)) {
        notes.perhapsNoCounter(window.labels());
      }
    }
  }

  private static boolean isCounters(String name) {
    return name.endsWith("_total")
        || name.endsWith("_sum")
        || name.endsWith("_count")
        || name.endsWith("_bucket");
  }
}
