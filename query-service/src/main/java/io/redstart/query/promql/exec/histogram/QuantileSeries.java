// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.value.FloatText;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The output series of {@code histogram_quantiles}: one for each histogram and φ, with φ in a label.
 * Scalars may change from step to step, so that each step may add series.
 */
final class QuantileSeries {
  private static final int NONE = -1;

  private final QueryContext query;
  private final SeriesList histograms;
  private final String label;
  /** For each φ: the labelled series by histogram. */
  private final Map<Double, int[]> byPhi = new HashMap<>();

  private final SeriesList labelled = new SeriesList();
  private final OutputSeries output;

  QuantileSeries(QueryContext query, SeriesList histograms, String label) {
    this.query = query;
    this.histograms = histograms;
    this.label = label;
    this.output = OutputSeries.same(query, labelled);
  }

  SeriesList series() {
    return output.series();
  }

  /** Sets the φ-quantile of a histogram. */
  void set(StepVector into, int histogram, double phi, double quantile) {
    int[] series = byPhi.computeIfAbsent(phi, this::seriesOf);
    if (histogram >= series.length) {
      series = grown(series);
      byPhi.put(phi, series);
    }
    if (series[histogram] == NONE) {
      series[histogram] = add(histogram, phi);
    }
    output.set(into, series[histogram], quantile);
  }

  private int[] seriesOf(double phi) {
    query.limits().hold(Footprint.MAP_ENTRY);
    return grown(new int[0]);
  }

  private int[] grown(int[] series) {
    int[] grown = Arrays.copyOf(series, histograms.size());
    query.limits().hold(Footprint.ints(grown.length - series.length));
    Arrays.fill(grown, series.length, grown.length, NONE);
    return grown;
  }

  private int add(int histogram, double phi) {
    boolean delayed = query.config().delayedNameRemoval();
    Labels named = histograms.labels(histogram);
    Labels labels =
        (delayed ? named : OutputSeries.withoutName(named)).with(label, text(phi));
    query.limits().hold(Footprint.labels(labels) + Footprint.LIST_ENTRY);
    return labelled.add(labels, delayed);
  }

  /** Returns a number in the form of OpenMetrics: 1 is {@code 1.0}. */
  private static String text(double phi) {
    String text = FloatText.compact(phi == 0 ? 0 : phi);
    boolean isWhole = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    return isWhole ? text + ".0" : text;
  }
}
