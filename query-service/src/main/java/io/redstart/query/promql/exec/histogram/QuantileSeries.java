// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.number.FloatText;
import java.util.HashMap;
import java.util.Map;

/**
 * The output series of {@code histogram_quantiles}: one for each histogram and φ, with φ in a
 * label. Scalars may change from step to step, so that each step may add series.
 */
final class QuantileSeries {
  private static final int NONE = -1;

  private final QueryContext query;
  private final SeriesList histograms;
  private final String label;
  private final Map<Double, OfPhi> byPhi = new HashMap<>();
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

  /** Returns the series of the φ-quantiles. */
  OfPhi of(double phi) {
    return byPhi.computeIfAbsent(phi, this::create);
  }

  private OfPhi create(double phi) {
    query.limits().hold(Footprint.MAP_ENTRY + 2L * Footprint.OBJECT);
    return new OfPhi(text(phi));
  }

  /** Returns a number in the form of OpenMetrics: 1 is {@code 1.0}. */
  private static String text(double phi) {
    String text = FloatText.compact(phi == 0 ? 0 : phi);
    boolean isWhole = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    return isWhole ? text + ".0" : text;
  }

  /** The series of one φ. */
  final class OfPhi {
    private final String text;
    /** By histogram; none until it has a quantile. */
    private int[] series = {};

    private OfPhi(String text) {
      this.text = text;
    }

    /** Sets the quantile of a histogram. */
    void set(StepVector into, int histogram, double quantile) {
      series = Growth.ints(query.limits(), series, histograms.size(), NONE);
      if (series[histogram] == NONE) {
        series[histogram] = add(histogram);
      }
      output.set(into, series[histogram], quantile);
    }

    private int add(int histogram) {
      boolean delayed = query.config().delayedNameRemoval();
      Labels named = histograms.labels(histogram);
      Labels labels = (delayed ? named : OutputSeries.withoutName(named)).with(label, text);
      query.limits().hold(Footprint.labels(labels) + Footprint.LIST_ENTRY);
      return labelled.add(labels, delayed);
    }
  }
}
