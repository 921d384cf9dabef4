// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.function.range.PerSeries;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;

/**
 * {@code resets} and {@code changes}: how many samples differ from the sample before (Prometheus'
 * promql/functions.go, funcResets and funcChanges).
 */
public final class PairCountKernel implements RangeKernel {
  private final PerSeries<PairEvents> events;

  private PairCountKernel(PairEvents.Comparison comparison) {
    this.events = new PerSeries<>(() -> new PairEvents(comparison));
  }

  /** Makes the kernel of {@code resets}. */
  public static RangeKernel resets(CallContext call) {
    return new PairCountKernel(CounterResets.comparison(call.query().config().startTimestamps()));
  }

  /** Makes the kernel of {@code changes}. */
  public static RangeKernel changes(CallContext call) {
    return new PairCountKernel(PairCountKernel::isChange);
  }

  private static boolean isChange(RangeWindow samples, int position) {
    Histogram before = samples.histogram(position - 1);
    Histogram now = samples.histogram(position);
    if (before == null && now == null) {
      double from = samples.value(position - 1);
      double to = samples.value(position);
      return from != to && !(Double.isNaN(from) && Double.isNaN(to));
    }
    return before == null || !before.equals(now);
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    int first = window.first();
    if (window.edges() == Expr.Edges.ANCHORED) {
      first = window.firstExtended();
      if (window.timeMillis(window.end() - 1) <= window.fromMillis()) {
        return;
      }
    }
    into.set(events.of(window).slide(window, first));
  }
}
