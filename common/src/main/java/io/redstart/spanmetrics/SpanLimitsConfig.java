// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Setting;

/**
 * The block {@code spanmetrics.limits}: limits for each service in one ingest service.
 *
 * @param operationsPerService how many span names a service may have; 0 is no limit
 * @param labelSetsPerService how many label sets a service may have; 0 is no limit
 */
public record SpanLimitsConfig(
    @Setting(
        doc = "How many span names a service may have in one ingest service; spans with further"
            + " names are counted under the name `otel.metric.overflow` and keep all other labels."
            + " 0 is no limit",
        byDefault = "0")
    int operationsPerService,

    @Setting(
        doc = "How many label sets a service may have in one ingest service; spans of further ones"
            + " keep their service, kind, status, job and instance, and are marked by"
            + " `otel_metric_overflow=\"true\"`. 0 is no limit",
        byDefault = "0")
    int labelSetsPerService) {
  /** Checks that no limit is negative. */
  public SpanLimitsConfig {
    requireLimit("operations_per_service", operationsPerService);
    requireLimit("label_sets_per_service", labelSetsPerService);
  }

  private static void requireLimit(String key, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException(key + " is " + limit + ", less than 0");
    }
  }

  /**
   * Returns these limits with the connector's {@code aggregation_cardinality_limit}, 0 for none.
   * The smaller of it and {@link #labelSetsPerService} applies.
   */
  public SpanLimitsConfig withCardinalityLimit(int aggregationCardinalityLimit) {
    requireLimit("aggregation_cardinality_limit", aggregationCardinalityLimit);
    if (aggregationCardinalityLimit == 0) {
      return this;
    }
    int smaller = labelSetsPerService == 0
        ? aggregationCardinalityLimit
        : Math.min(labelSetsPerService, aggregationCardinalityLimit);
    return new SpanLimitsConfig(operationsPerService, smaller);
  }

  /** Returns whether there is a limit. */
  public boolean isOn() {
    return operationsPerService > 0 || labelSetsPerService > 0;
  }
}
