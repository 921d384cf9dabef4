// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.quantile.ClassicBuckets;
import io.redstart.query.promql.value.quantile.NanEffect;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * Notes for the user about the histograms in one argument of a call, in the words of Prometheus
 * 3.14, util/annotations/annotations.go. They name the metric only if names are removed at the end
 * of the query, as Prometheus does.
 */
final class HistogramNotes {
  private final Annotations annotations;
  private final TextRange at;
  private final boolean namesMetric;
  /** Series and histograms with a note already: a note at every step would cost much. */
  private final BitSet malformed = new BitSet();

  private final BitSet mixed = new BitSet();
  private final Map<NanEffect, BitSet> nanEffects = new EnumMap<>(NanEffect.class);

  HistogramNotes(CallContext call, int argument) {
    this.annotations = call.annotations();
    this.at = call.at(argument);
    this.namesMetric = call.query().config().delayedNameRemoval();
  }

  /** Warns that a series with numbers is not a bucket. */
  void malformedBound(int series, Labels labels) {
    if (isFirst(malformed, series)) {
      String le = QuotedText.quote(labels.get(HistogramSeries.BUCKET_LABEL));
      annotations.warn(
          at,
          "bucket label \"le\" is missing or has a malformed value of " + le + forMetric(labels));
    }
  }

  /** Warns that a histogram has both classic buckets and a native sample. */
  void mixedKinds(int histogram, Labels labels) {
    if (isFirst(mixed, histogram)) {
      annotations.warn(
          at, "vector contains a mix of classic and native histograms" + forMetric(labels));
    }
  }

  /** Informs of what observations of NaN did to a result. */
  void nanObservations(int histogram, Labels labels, NanEffect effect) {
    if (effect == NanEffect.NONE
        || !isFirst(nanEffects.computeIfAbsent(effect, key -> new BitSet()), histogram)) {
      return;
    }
    String message = switch (effect) {
      case NONE -> throw new IllegalStateException("no effect of histogram " + histogram);
      case QUANTILE_IS_NAN -> "input to histogram_quantile has NaN observations, result is NaN";
      case QUANTILE_IS_SKEWED ->
        "input to histogram_quantile has NaN observations, result is skewed higher";
      case LOWERS_FRACTION ->
        "input to histogram_fraction has NaN observations, which are excluded from all"
            + " fractions";
    };
    annotations.inform(at, message + forMetric(labels));
  }

  /** Informs of a classic histogram whose counts were corrected to ascend. */
  void corrected(Labels labels, long timeMillis, ClassicBuckets buckets) {
    annotations.informOfCorrection(at, metricName(labels), timeMillis, buckets);
  }

  private String forMetric(Labels labels) {
    String name = metricName(labels);
    return name.isEmpty() ? "" : " for metric name " + QuotedText.quote(name);
  }

  private String metricName(Labels labels) {
    return namesMetric ? labels.get(Labels.METRIC_NAME) : "";
  }

  private static boolean isFirst(BitSet noted, int index) {
    boolean first = !noted.get(index);
    noted.set(index);
    return first;
  }
}
