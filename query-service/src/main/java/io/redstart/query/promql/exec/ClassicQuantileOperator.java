// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.function.ClassicQuantile;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.QuotedText;
import io.redstart.query.promql.syntax.TextRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes {@code histogram_quantile} over {@code _bucket} series. */
final class ClassicQuantileOperator implements Operator {
  private final QueryContext context;
  private final TextRange bucketsAt;
  private final PhiChecker phi;
  private final Operator buckets;
  private final StepVector in;
  private final ClassicHistograms classic;
  private final ClassicQuantile quantile;
  /** By histogram; the histograms of one metric share a note. */
  private final MonotonicityNote[] notes;

  private final OutputSeries output;

  ClassicQuantileOperator(
      QueryContext context, Plan.ClassicQuantile plan, Operator phi, Operator buckets) {
    this.context = context;
    this.bucketsAt = plan.bucketsAt();
    this.phi = new PhiChecker(context, phi, plan.phiAt());
    this.buckets = buckets;
    this.in = StepVector.of(buckets, context.limits());
    this.classic = new ClassicHistograms(context.limits(), buckets.series());
    this.quantile = new ClassicQuantile(in.size());
    context.limits().hold(2 * Footprint.longs(in.size()));
    List<Labels> labels =
        classic.histograms().stream().map(ClassicHistograms.Histogram::labels).toList();
    this.notes = notes(labels);
    this.output = OutputSeries.unnamed(context.limits(), labels);
  }

  private MonotonicityNote[] notes(List<Labels> histograms) {
    Map<String, MonotonicityNote> byName = new HashMap<>();
    MonotonicityNote[] all = new MonotonicityNote[histograms.size()];
    context.limits().hold(2 * Footprint.ints(all.length));
    for (int i = 0; i < all.length; i++) {
      context.limits().check(i);
      String name = histograms.get(i).get(Labels.METRIC_NAME);
      all[i] = byName.computeIfAbsent(name, key -> new MonotonicityNote(bucketsAt, key));
    }
    byName.values().forEach(context.annotations()::add);
    return all;
  }

  @Override
  public List<Labels> series() {
    return output.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    double value = phi.next(step);
    buckets.next(step, in);
    warnOfMalformed();
    for (int i = 0; i < notes.length; i++) {
      context.limits().check();
      quantile.clear();
      for (ClassicHistograms.Bucket bucket : classic.histograms().get(i).buckets()) {
        if (in.has(bucket.series())) {
          quantile.add(bucket.bound(), in.get(bucket.series()));
        }
      }
      if (!quantile.isEmpty()) {
        output.set(into, i, quantile.quantile(value));
        if (quantile.wasMended()) {
          notes[i].add(context.steps().timeMillis(step), quantile);
        }
      }
    }
  }

  private void warnOfMalformed() {
    for (int series : classic.malformed()) {
      context.limits().check();
      if (in.has(series)) {
        Labels labels = buckets.series().get(series);
        String name = labels.get(Labels.METRIC_NAME);
        context
            .annotations()
            .warn(
                bucketsAt,
                "bucket label \"le\" is missing or has a malformed value of "
                    + QuotedText.quote(labels.get("le"))
                    + (name.isEmpty() ? "" : " for metric name " + QuotedText.quote(name)));
      }
    }
  }
}
