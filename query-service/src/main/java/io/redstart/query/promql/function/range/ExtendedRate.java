// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.SampleSlot;

/** Placeholder of this commit: anchored and smoothed rates follow. */
final class ExtendedRate {
  ExtendedRate(boolean isCounter, boolean isRate, SampleNotes notes) {}

  void apply(RangeWindow window, SampleSlot into) {}
}
