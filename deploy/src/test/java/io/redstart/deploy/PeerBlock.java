// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Configurations of the span metrics connector, for a Collector and for Redstart alike. */
enum PeerBlock {
  DEFAULT(""),
  DIMENSIONS("""
      dimensions:
        - {name: http.method, default: none}
        - {name: http.status_code}
        - {name: any.value}
        - {name: deployment.environment}
      """),
  GLOBS("""
      dimensions:
        - {name: http.method, default: none}
        - {glob: "k8s.*.name"}
        - {glob: "db.**.name"}
      """),
  OWN_DIMENSIONS("""
      dimensions: [{name: http.method}]
      calls_dimensions: [{name: http.status_code, default: "0"}]
      histogram:
        dimensions: [{name: deployment.environment}]
      """),
  EXCLUDED("exclude_dimensions: [span.name, status.code]"),
  BUCKETS_IN_SECONDS("""
      namespace: ""
      histogram:
        unit: s
        explicit: {buckets: [1us, 100us, 2ms, 6ms, 10ms, 100ms, 250ms, 1s, 1h]}
      """),
  EXPONENTIAL("histogram: {exponential: {max_size: 160}}"),
  SAMPLING_METHOD("""
      histogram: {disable: true}
      enable_metrics_sampling_method: true
      """),
  EVENTS("""
      dimensions: [{name: http.method}]
      events:
        enabled: true
        dimensions: [{name: exception.type, default: none}, {name: deployment.environment}]
      """),
  SCOPES("include_instrumentation_scope: [redis, http]"),
  LIMIT("aggregation_cardinality_limit: 5");

  /** Both accept it; Redstart ignores it and makes a sample at the end of each window. */
  private static final String FLUSH_SOON = "metrics_flush_interval: 2s\n";

  private final String yaml;

  PeerBlock(String yaml) {
    this.yaml = FLUSH_SOON + yaml;
  }

  /** Returns the name of the connector's instance. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the block's YAML. */
  String yaml() {
    return yaml;
  }

  /** Returns the unit of its durations in nanoseconds. */
  double nanosPerUnit() {
    return this == BUCKETS_IN_SECONDS ? 1e9 : 1e6;
  }

  /** Returns the improvements that make a difference with this block. */
  Set<Improvement> improvements() {
    Set<Improvement> improvements = EnumSet.of(
        Improvement.NO_INSTANCE_ID,
        Improvement.UNKNOWN_SERVICE,
        Improvement.SERVICE_NAME_AS_TEXT,
        Improvement.RESOURCES_ADD_UP,
        Improvement.EXACT_WEIGHTS);
    if (this == SCOPES) {
      improvements.add(Improvement.SCOPE_OF_EVERY_SPAN);
    }
    if (this == LIMIT) {
      improvements.add(Improvement.OVERFLOW_KEEPS_SERVICE);
    }
    return improvements;
  }
}
