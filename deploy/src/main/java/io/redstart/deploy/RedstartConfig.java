// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.AggregatorConfig;
import io.redstart.config.Foreign;
import io.redstart.config.MemoryConfig;
import io.redstart.config.Setting;
import io.redstart.config.StoreConfig;
import io.redstart.deploy.cluster.ClusterConfig;
import io.redstart.ingest.IngestConfig;
import io.redstart.query.QueryConfig;
import io.redstart.query.page.UiConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.TelemetryConfig;

/**
 * Holds all settings, one component for each block of the file.
 *
 * @param ingest the ingest service: receiving spans
 * @param spanmetrics the counted metrics and their labels; also {@code span_metrics}, or an
 *     instance of either
 * @param aggregator the aggregator service: counting spans
 * @param store where and how long counts are kept
 * @param query the query service: answering PromQL
 * @param ui the page for people
 * @param cluster how the services of a cluster find each other
 * @param telemetry the process's own metrics, health and log
 * @param memory the shares of the heap's parts
 */
@Foreign(key = "receivers", rather = "its block `otlp` belongs under `ingest`")
@Foreign(key = "connectors", rather = "its block `spanmetrics` belongs at the top level")
@Foreign(key = "exporters", rather = RedstartConfig.NO_PIPELINES)
@Foreign(key = "processors", rather = RedstartConfig.NO_PIPELINES)
@Foreign(key = "extensions", rather = RedstartConfig.NO_PIPELINES)
@Foreign(key = "service", rather = RedstartConfig.NO_PIPELINES)
public record RedstartConfig(
    IngestConfig ingest,

    @Setting(aliases = {"span_metrics", "span_metrics/", "spanmetrics/"})
    SpanMetricsConfig spanmetrics,

    AggregatorConfig aggregator,
    StoreConfig store,
    QueryConfig query,
    UiConfig ui,
    ClusterConfig cluster,
    TelemetryConfig telemetry,
    MemoryConfig memory) {
  static final String NO_PIPELINES = "Redstart has no pipelines, it only counts spans";

  /** Returns these settings with a name for the aggregator, unless they already contain one. */
  RedstartConfig withAggregatorName(String name) {
    AggregatorConfig named = aggregator.name().isEmpty()
        ? new AggregatorConfig(
            name, aggregator.channelMemoryMib(), aggregator.maxKeptStores(), aggregator.replicas())
        : aggregator;
    return new RedstartConfig(
        ingest, spanmetrics, named, store, query, ui, cluster, telemetry, memory);
  }

  /** Returns these settings with another store. */
  RedstartConfig withStore(StoreConfig other) {
    return new RedstartConfig(
        ingest, spanmetrics, aggregator, other, query, ui, cluster, telemetry, memory);
  }
}
