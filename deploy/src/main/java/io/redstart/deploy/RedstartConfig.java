// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.AggregatorConfig;
import io.redstart.config.ClusterConfig;
import io.redstart.config.Foreign;
import io.redstart.config.MemoryConfig;
import io.redstart.config.Setting;
import io.redstart.config.SpanMetricsConfig;
import io.redstart.config.StoreConfig;
import io.redstart.config.TelemetryConfig;
import io.redstart.ingest.IngestConfig;
import io.redstart.query.QueryConfig;

/**
 * All settings, one component for each block of the file.
 *
 * @param ingest where spans are received
 * @param spanmetrics what they are counted by; also {@code span_metrics}, or an instance of either
 * @param aggregator where they are counted
 * @param store where the counts are kept
 * @param query where they are queried
 * @param cluster how services on their own find each other
 * @param telemetry how a process tells of itself
 * @param memory how the parts of the heap are sized against each other
 */
@Foreign(key = "receivers", rather = "the block `otlp` below it belongs below `ingest`")
@Foreign(key = "connectors", rather = "the block `spanmetrics` below it stands on its own")
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
    ClusterConfig cluster,
    TelemetryConfig telemetry,
    MemoryConfig memory) {
  static final String NO_PIPELINES = "there are no pipelines here, spans are counted";

  /** Returns these settings with a name for the aggregator, unless it was given one. */
  RedstartConfig withAggregatorName(String name) {
    AggregatorConfig named = aggregator.name().isEmpty()
        ? new AggregatorConfig(name, aggregator.channelMemoryMib())
        : aggregator;
    return new RedstartConfig(ingest, spanmetrics, named, store, query, cluster, telemetry, memory);
  }

  /** Returns these settings with another store. */
  RedstartConfig withStore(StoreConfig other) {
    return new RedstartConfig(
        ingest, spanmetrics, aggregator, other, query, cluster, telemetry, memory);
  }
}
