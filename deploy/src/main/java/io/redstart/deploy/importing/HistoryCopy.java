// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.aggregator.imported.SourceCounts;
import io.redstart.aggregator.sealed.ImportedLabelSet;
import io.redstart.aggregator.sealed.ImportedRange;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.sealed.SealedImport;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies the past of label sets from a source to a store, a group of label sets at a time: all of
 * their time, in slices, then the next group. Memory thus holds the encoded rows of one group and the
 * samples of one slice.
 */
final class HistoryCopy {
  /** The label sets of a group have at most this many rows, about 100 bytes each. */
  static final long GROUP_ROWS_MAX = 400_000;

  private static final long GROUP_MAX = 200;
  /** The samples of one answer; a Prometheus loads at most 50 million for a query. */
  private static final long ANSWER_SAMPLES_MAX = 500_000;
  /** Prometheus returns at most 11,000 points for a series. */
  private static final long POINTS_MAX = 10_000;

  private static final int GROUPS_PER_FLUSH = 8;
  private static final int PERCENT = 100;

  private final PrometheusSource source;
  private final SourceCatalog catalog;
  private final String matchers;
  private final SealedImport store;
  private final SourceLife life;
  private final Progress progress;
  private final long groupRowsMax;
  private final ImportedRange range;
  private final long stepMillis;
  private final Increment row = new Increment();
  private final Counted counted = new Counted();

  /** What was copied and what was not. */
  static final class Counted {
    private long labelSets;
    private long rows;
    private double calls;
    private long idle;
    private long imported;
    private long refused;
    private long gaps;

    long labelSets() {
      return labelSets;
    }

    long rows() {
      return rows;
    }

    double calls() {
      return calls;
    }

    /** Returns how many label sets counted nothing in the imported time. */
    long idle() {
      return idle;
    }

    /** Returns how many label sets an earlier import had brought. */
    long imported() {
      return imported;
    }

    /** Returns how many label sets the store had counted already. */
    long refused() {
      return refused;
    }

    /** Returns how many gaps of over five minutes there were. */
    long gaps() {
      return gaps;
    }
  }

  HistoryCopy(
      PrometheusSource source,
      SourceCatalog catalog,
      String matchers,
      SealedImport store,
      SourceLife life,
      Progress progress,
      long groupRowsMax) {
    this.source = source;
    this.catalog = catalog;
    this.matchers = matchers;
    this.store = store;
    this.life = life;
    this.progress = progress;
    this.groupRowsMax = groupRowsMax;
    this.range = store.range();
    this.stepMillis = store.windowMillis();
  }

  /** Copies everything that the store does not have yet. */
  Counted run() {
    List<Target> wanted = new ArrayList<>();
    for (Target target : catalog.targets()) {
      switch (store.standing(target.metric(), target.bytes())) {
        case NEW -> wanted.add(target);
        case IMPORTED -> counted.imported++;
        case COUNTED -> counted.refused++;
      }
    }
    long windows = (range.throughMillis() - range.fromMillis()) / stepMillis;
    int size = (int) Math.max(1, Math.min(GROUP_MAX, groupRowsMax / windows));
    int groups = 0;
    for (int from = 0; from < wanted.size(); from += size) {
      copy(wanted.subList(from, Math.min(wanted.size(), from + size)), from, wanted.size());
      if (++groups % GROUPS_PER_FLUSH == 0) {
        store.flush();
      }
    }
    store.flush();
    return counted;
  }

  private void copy(List<Target> group, int done, int total) {
    Map<Labels, SourceSeries> series = new HashMap<>();
    group.forEach(target -> {
      target.begin(store);
      target.sources().forEach(one -> series.put(one.labels(), one));
    });
    String own = SelectorWriter.matchers(List.copyOf(series.keySet()));
    String more = own.isEmpty() || matchers.isEmpty() ? own + matchers : own + "," + matchers;
    String query = SelectorWriter.names(catalog.spelling().names(), more);
    long parts = 1L + SourceCounts.BUCKETS + catalog.bounds().length;
    long points = ANSWER_SAMPLES_MAX / (parts * series.size());
    points = Math.max(2, Math.min(POINTS_MAX, points));
    long sliceMillis = points * stepMillis;
    for (long at = range.fromMillis(); at <= range.throughMillis(); at += sliceMillis) {
      long endMillis = Math.min(range.throughMillis(), at + sliceMillis - stepMillis);
      copySlice(group, series, query, at, endMillis);
      double share =
          (double) (at - range.fromMillis()) / (range.throughMillis() - range.fromMillis());
      long percent = Math.round(PERCENT * (done + share * group.size()) / total);
      progress.at("importing " + total + " label sets, percent", percent, PERCENT);
    }
    group.forEach(this::end);
    progress.at(
        "importing " + total + " label sets, percent",
        PERCENT * (done + (long) group.size()) / total,
        PERCENT);
  }

  private void copySlice(
      List<Target> group,
      Map<Labels, SourceSeries> series,
      String query,
      long beginMillis,
      long endMillis) {
    int points = (int) ((endMillis - beginMillis) / stepMillis) + 1;
    source.range(query, beginMillis, endMillis, stepMillis, new Slice(series, beginMillis, points));
    for (Target target : group) {
      for (int point = 0; point < points; point++) {
        long stampMillis = beginMillis + point * stepMillis;
        target.add(row, point, stampMillis, life.wasAliveBefore(stampMillis));
      }
    }
  }

  private void end(Target target) {
    counted.gaps += target.gaps();
    ImportedLabelSet written = target.end(store);
    if (written == null || written.rows() == 0) {
      counted.idle++;
    } else {
      counted.labelSets++;
      counted.rows += written.rows();
      counted.calls += Weight.toDouble(written.calls());
    }
  }

  /** Puts the samples of a slice where they belong. */
  private final class Slice implements SeriesSink {
    private static final int CALLS = -1;
    private static final int IGNORED = -2;

    private final Map<Labels, SourceSeries> series;
    private final long beginMillis;
    private final int points;
    private SourceSeries current = new SourceSeries(Labels.empty());
    private int part = IGNORED;

    Slice(Map<Labels, SourceSeries> series, long beginMillis, int points) {
      this.series = series;
      this.beginMillis = beginMillis;
      this.points = points;
    }

    @Override
    public void begin() {
      series.values().forEach(one -> one.begin(points, catalog.bounds().length));
    }

    @Override
    public void series(Map<String, String> labels) {
      SourceSeries found = series.get(SourceCatalog.rawLabels(labels));
      part = found == null ? IGNORED : partOf(labels);
      current = found == null ? current : found;
    }

    private int partOf(Map<String, String> labels) {
      String name = labels.getOrDefault(Labels.METRIC_NAME, "");
      if (name.equals(catalog.spelling().calls())) {
        return CALLS;
      }
      if (name.endsWith("_count")) {
        return SourceCounts.COUNT;
      }
      if (name.endsWith("_sum")) {
        return SourceCounts.SUM;
      }
      String le = labels.getOrDefault("le", "+Inf");
      int bound =
          le.equals("+Inf") ? -1 : Arrays.binarySearch(catalog.bounds(), Double.parseDouble(le));
      return bound < 0 ? IGNORED : SourceCounts.BUCKETS + bound;
    }

    @Override
    public void sample(long millis, double value) {
      int point = (int) ((millis - beginMillis) / stepMillis);
      if (part == IGNORED || point < 0 || point >= points) {
        return;
      }
      if (part == CALLS) {
        current.setCalls(point, value);
      } else {
        current.setDurations(point, part, value);
      }
    }
  }
}
