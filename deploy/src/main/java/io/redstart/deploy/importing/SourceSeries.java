// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.aggregator.imported.SourceCounts;
import io.redstart.model.Labels;
import java.util.Arrays;

/** Series that differ in metric name and {@code le} alone, with a slice of their samples. */
final class SourceSeries {
  private final Labels labels;
  private boolean hasCalls;
  private boolean hasDurations;
  private double[] calls = {};
  private double[][] durations = {};

  SourceSeries(Labels labels) {
    this.labels = labels;
  }

  Labels labels() {
    return labels;
  }

  void addCalls() {
    hasCalls = true;
  }

  void addDurations() {
    hasDurations = true;
  }

  boolean hasCalls() {
    return hasCalls;
  }

  boolean hasDurations() {
    return hasDurations;
  }

  /** Begins a slice without any sample. */
  void begin(int points, int buckets) {
    int size = SourceCounts.BUCKETS + buckets;
    if (calls.length != points) {
      calls = new double[points];
      durations = new double[points][size];
    }
    Arrays.fill(calls, Double.NaN);
    for (double[] point : durations) {
      Arrays.fill(point, Double.NaN);
    }
  }

  /** Frees the slice. */
  void end() {
    calls = new double[0];
    durations = new double[0][];
  }

  void setCalls(int point, double value) {
    calls[point] = value;
  }

  void setDurations(int point, int part, double value) {
    durations[point][part] = value;
  }

  double calls(int point) {
    return calls[point];
  }

  double[] durations(int point) {
    return durations[point];
  }
}
