// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.joint;

import io.redstart.history.OwnNames;
import io.redstart.query.history.HistoryView;
import io.redstart.query.history.MemberHistories;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.metric.MetricMetadata;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The metrics of spans and the own metrics of all processes.
 *
 * @param red the stores of the aggregators
 * @param own the histories of all processes
 */
public record JointStores(RedStores red, MemberHistories own) {
  /**
   * The metadata of metrics by name.
   *
   * @param warnings about processes whose own metrics are missing
   */
  public record Metadata(Map<String, MetricMetadata> metrics, List<String> warnings) {}

  /** Starts listening on the current Vert.x context. */
  public Future<Void> open() {
    return red.open().compose(opened -> own.open());
  }

  /** Runs a query as {@link RedStores#read} does. */
  public <T> T read(QueryLimits limits, Function<JointSource, T> query) {
    return red.read(limits, source -> query.apply(new JointSource(source, own)));
  }

  /** Returns the metadata of the listed metrics. */
  public Metadata metadata(QueryLimits limits) {
    HistoryView history = own.view(limits);
    Map<String, MetricMetadata> metrics = new TreeMap<>(history.metadata());
    metrics.putAll(red.metadata());
    return new Metadata(metrics, history.warnings());
  }

  /** Returns the metadata of one metric, listed or not, if there is any. */
  public Metadata metadata(String metric, QueryLimits limits) {
    Map<String, MetricMetadata> ofSpans =
        red.metadata(metric).map(one -> Map.of(metric, one)).orElse(Map.of());
    if (!ofSpans.isEmpty() || !OwnNames.isOwn(metric)) {
      return new Metadata(ofSpans, List.of());
    }
    HistoryView history = own.view(limits);
    Map<String, MetricMetadata> metrics = history.metadata();
    metrics.keySet().retainAll(List.of(metric));
    return new Metadata(metrics, history.warnings());
  }
}
