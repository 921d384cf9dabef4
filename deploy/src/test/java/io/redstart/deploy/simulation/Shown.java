// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that complete answers have shown: the samples of the counter of each label set. A
 * sample that was shown once never changes, samples never fall with time, they contain what was
 * acknowledged long enough before, and no more than was sent.
 *
 * <p>One change is allowed where stores have copies: a copy can hold a record that its store has not
 * acknowledged, and lost. It is shown until the store is back (docs/rules.md, below F6).
 */
final class Shown {
  private final Cluster cluster;
  private final Books books;
  /** By label set and stamp. */
  private final List<TreeMap<Long, Double>> samples = new ArrayList<>();

  private long checked;
  private int rises;

  Shown(Cluster cluster, Books books) {
    this.cluster = cluster;
    this.books = books;
    for (int set = 0; set < Ingest.LABEL_SETS; set++) {
      samples.add(new TreeMap<>());
    }
  }

  /** Returns how many of the problems are samples that have risen where stores have copies. */
  int rises() {
    return rises;
  }

  /** Returns how many samples were looked at. */
  long checked() {
    return checked;
  }

  /**
   * Adds a complete answer.
   *
   * @param lagMillis how long after an acknowledgement its window may be sealed, by the clock of any
   *     member
   * @param hasCopies whether stores have copies
   */
  void add(QueryValue answer, long lagMillis, boolean hasCopies) {
    if (!(answer instanceof QueryValue.Matrix matrix)) {
      throw new IllegalStateException("not a matrix: " + answer);
    }
    long horizonMillis = 0;
    for (Series series : matrix.series()) {
      horizonMillis = Math.max(horizonMillis, series.timestampMillis(series.size() - 1));
    }
    Map<Integer, Double> newest = new TreeMap<>();
    for (Series series : matrix.series()) {
      int set = setOf(series.labels());
      for (int i = 0; i < series.size(); i++) {
        long stampMillis = series.timestampMillis(i);
        double value = series.value(i);
        if (hasCopies
            && value >= books.least(set, stampMillis - cluster.beginMillis() - lagMillis)) {
          forgetUnacknowledged(set, stampMillis, value);
        }
        Double before = samples.get(set).get(stampMillis);
        rises += hasCopies && before != null && before < value ? 1 : 0;
        add(set, stampMillis, value);
      }
      newest.put(set, series.value(series.size() - 1));
    }
    long throughMillis = horizonMillis - cluster.beginMillis() - lagMillis;
    for (int set = 0; set < Ingest.LABEL_SETS; set++) {
      double value = newest.getOrDefault(set, 0.0);
      long least = books.least(set, throughMillis);
      if (value < least || value > books.most(set)) {
        cluster.problem("label set " + set + " is " + value + " at " + horizonMillis + ", not "
            + least + " to " + books.most(set));
      }
    }
  }

  static int setOf(io.redstart.model.Labels labels) {
    String name = String.valueOf(labels.get("span_name"));
    return Integer.parseInt(name.substring(name.indexOf('-') + 1));
  }

  /** Forgets samples that were greater. */
  private void forgetUnacknowledged(int set, long stampMillis, double value) {
    TreeMap<Long, Double> all = samples.get(set);
    Double before = all.get(stampMillis);
    if (before != null && before > value) {
      all.tailMap(stampMillis, true).clear();
    }
  }

  private void add(int set, long stampMillis, double value) {
    checked++;
    TreeMap<Long, Double> all = samples.get(set);
    Double before = all.put(stampMillis, value);
    if (before != null && before != value) {
      cluster.problem("label set " + set + " was " + before + " at " + stampMillis + " and is "
          + value + " now");
    }
    Map.Entry<Long, Double> earlier = all.lowerEntry(stampMillis);
    Map.Entry<Long, Double> later = all.higherEntry(stampMillis);
    if (earlier != null && earlier.getValue() > value
        || later != null && later.getValue() < value) {
      cluster.problem("label set " + set + " falls at " + stampMillis + ": " + earlier + ", "
          + value + ", " + later);
    }
  }
}
