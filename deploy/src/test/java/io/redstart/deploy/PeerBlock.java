// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Configurations of the span metrics connector, each pasted into a Collector and into Redstart. */
enum PeerBlock {
  DEFAULT("", ""),
  DIMENSIONS("""
      dimensions:
        - {name: http.method, default: none}
        - {name: http.status_code}
        - {name: any.value}
        - {name: deployment.environment}
      """, ""),
  GLOBS("""
      dimensions:
        - {name: http.method, default: none}
        - {glob: "k8s.*.name"}
        - {glob: "db.**.name"}
      """, "glob"),
  OWN_DIMENSIONS("""
      dimensions: [{name: http.method}]
      calls_dimensions: [{name: http.status_code, default: "0"}]
      histogram:
        dimensions: [{name: deployment.environment}]
      """, "calls_dimensions"),
  EXCLUDED("exclude_dimensions: [span.name, status.code]", "exclude_dimensions"),
  BUCKETS_IN_SECONDS("""
      namespace: ""
      histogram:
        unit: s
        explicit: {buckets: [1us, 100us, 2ms, 6ms, 10ms, 100ms, 250ms, 1s, 1h]}
      """, ""),
  EXPONENTIAL("histogram: {exponential: {max_size: 160}}", "histogram.exponential"),
  SAMPLING_METHOD("""
      histogram: {disable: true}
      enable_metrics_sampling_method: true
      """, "histogram.disable"),
  EVENTS("""
      events:
        enabled: true
        dimensions: [{name: exception.type, default: none}, {name: deployment.environment}]
      """, "events.enabled"),
  LIMIT_AND_SCOPE("""
      aggregation_cardinality_limit: 5
      include_instrumentation_scope: [redis, http]
      """, "aggregation_cardinality_limit");

  /** Both take it: here a sample is made at the end of each window. */
  private static final String FLUSH_SOON = "metrics_flush_interval: 1s\n";

  private final String yaml;
  private final String waitsFor;

  PeerBlock(String yaml, String waitsFor) {
    this.yaml = FLUSH_SOON + yaml;
    this.waitsFor = waitsFor;
  }

  /** Returns the block's YAML. */
  String yaml() {
    return yaml;
  }

  /** Returns how many nanoseconds the unit of its durations has. */
  double nanosPerUnit() {
    return this == BUCKETS_IN_SECONDS ? 1e9 : 1e6;
  }

  /** Returns the improvements on labels, which every block meets in the requests. */
  Set<Improvement> improvementsOfLabels() {
    return EnumSet.of(
        Improvement.NO_INSTANCE_ID, Improvement.SERVICE_NAME_AS_TEXT, Improvement.RESOURCES_ADD_UP);
  }

  /** Returns the key that Redstart does not take yet, or the empty string. */
  String waitsFor() {
    return waitsFor;
  }

  /** Returns the name of the connector's instance. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
