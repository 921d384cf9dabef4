// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.FineBins;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.FakeShard;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.RedSelector;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Merges shards without a bus, and shows series as maps. */
public final class TestSeries {
  public static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();

  private static final QueryLimits LIMITS = QueryLimits.unlimited();

  private TestSeries() {}

  /** Returns the samples of a name's series, by labels and time in seconds. */
  public static Map<Labels, Map<Long, Double>> select(
      String name, long fromMillis, long throughMillis, FakeShard... shards) {
    return select(name, fromMillis, throughMillis, 0, shards);
  }

  /** Returns the samples without those after expiration. */
  public static Map<Labels, Map<Long, Double>> select(
      String name,
      long fromMillis,
      long throughMillis,
      long expirationMillis,
      FakeShard... shards) {
    Selection selection = selection(name, fromMillis, throughMillis);
    return select(name, timeline(selection, expirationMillis), shards);
  }

  /** Returns the samples of a name's series at the times of a timeline. */
  public static Map<Labels, Map<Long, Double>> select(
      String name, Timeline timeline, FakeShard... shards) {
    RedSelector selector = RedSelector.of(
        List.of(LabelMatcher.equal(Labels.METRIC_NAME, name)),
        new MetricNames(TestConfig.spanMetrics(), SourceConfig.Views.DEFAULT));
    SeriesBuilder builder = new SeriesBuilder(selector, LAYOUT, timeline, LIMITS);
    merge(timeline, shards).labelSets().forEach(builder::add);
    return byLabels(builder.series());
  }

  /** Returns the series of one selection. */
  public static List<Series> select(SeriesView view, Selection selection) {
    return view.select(List.of(selection)).get(0);
  }

  /** Returns the histograms in fine bins of milliseconds, in the order of their labels. */
  public static List<Series> histograms(long fromMillis, long throughMillis, FakeShard... shards) {
    return histograms(fromMillis, throughMillis, 0, shards);
  }

  /** Returns the histograms without samples after expiration. */
  public static List<Series> histograms(
      long fromMillis, long throughMillis, long expirationMillis, FakeShard... shards) {
    Timeline timeline = timeline(selection("", fromMillis, throughMillis), expirationMillis);
    FineBins bins = SeriesBuilder.bins(LAYOUT, Unit.MS);
    List<Series> series = new ArrayList<>();
    merge(timeline, shards).labelSets().stream()
        .sorted((left, right) -> left.labels().compareTo(right.labels()))
        .forEach(rows -> {
          Counters counters = new Counters(rows, timeline, LIMITS);
          series.add(
              new FineColumnBuilder(rows, counters, LAYOUT, bins, LIMITS).build(rows.labels()));
        });
    return series;
  }

  private static Timeline timeline(Selection selection, long expirationMillis) {
    Duration window = Duration.ofMillis(FakeStore.WINDOW_MILLIS);
    Duration kept = Duration.ofMillis(Integer.MAX_VALUE);
    Tiers tiers = new Tiers(List.of(new StoreConfig.Tier(window, kept)), selection.throughMillis());
    return Timeline.of(selection, tiers, expirationMillis).orElseThrow();
  }

  /** Returns the {@code target_info} series of the shards. */
  public static List<Series> targetInfo(
      long fromMillis, long throughMillis, long expirationMillis, FakeShard... shards) {
    Timeline timeline = timeline(selection("", fromMillis, throughMillis), expirationMillis);
    return TargetInfo.series(
        merge(Metric.RESOURCES, timeline, shards).labelSets(), timeline, LIMITS);
  }

  private static RowMerge merge(Timeline timeline, FakeShard... shards) {
    return merge(Metric.SPANS, timeline, shards);
  }

  public static RowMerge merge(Metric metric, Timeline timeline, FakeShard... shards) {
    RowMerge merge = new RowMerge(LAYOUT, timeline, LIMITS);
    SelectRequest request = new SelectRequest(
        SelectRequest.Share.all(new StoreId(0, 1)),
        Set.of(metric),
        List.of(),
        timeline.readFromMillis(),
        timeline.tiers(),
        SelectRequest.Parts.CELLS,
        0,
        1 << 20);
    for (FakeShard shard : shards) {
      merge.add(new SelectReply.Reader(shard.page(request, request.maxBytes()), LAYOUT));
    }
    return merge;
  }

  public static Selection selection(String name, long fromMillis, long throughMillis) {
    return new Selection(
        List.of(LabelMatcher.equal(Labels.METRIC_NAME, name)), fromMillis, throughMillis);
  }

  public static Map<Labels, Map<Long, Double>> byLabels(List<Series> all) {
    Map<Labels, Map<Long, Double>> byLabels = new TreeMap<>();
    for (Series series : all) {
      Map<Long, Double> samples = new TreeMap<>();
      for (int i = 0; i < series.size(); i++) {
        samples.put(series.timestampMillis(i) / 1000, series.value(i));
      }
      byLabels.put(series.labels(), samples);
    }
    return byLabels;
  }
}
