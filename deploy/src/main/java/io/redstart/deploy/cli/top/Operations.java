// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.top;

import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.RedQueries;
import io.redstart.deploy.cli.http.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks for rate, errors and duration of all operations, or of all services. */
final class Operations {
  private static final String SERVICE = "service_name";
  private static final String OPERATION = "span_name";

  private final PrometheusApi api;
  private final RedQueries queries;
  private List<String> warnings = List.of();

  /**
   * Prepares the queries.
   *
   * @param kinds a regular expression of span kinds
   */
  Operations(PrometheusApi api, boolean byOperation, String kinds, String range) {
    this.api = api;
    List<String> by = byOperation ? List.of(SERVICE, OPERATION) : List.of(SERVICE);
    this.queries = RedQueries.ofRedstart("span_kind=~\"" + kinds + "\"", by, range);
  }

  /** Returns those that were called in the range. */
  List<Operation> read() {
    Map<Map<String, String>, Double> errors = api.values(queries.errors(), "");
    Map<Map<String, String>, Double> p50 = api.values(queries.quantile(0.5), "");
    Map<Map<String, String>, Double> p95 = api.values(queries.quantile(0.95), "");
    PrometheusApi.Result rates = api.query(queries.rate(), "");
    warnings = rates.warnings();
    List<Operation> operations = new ArrayList<>();
    for (Series one : rates.series()) {
      Map<String, String> labels = one.labels();
      double rate = one.last();
      if (rate > 0) {
        operations.add(new Operation(
            labels.getOrDefault(SERVICE, ""),
            labels.getOrDefault(OPERATION, ""),
            rate,
            errors.getOrDefault(labels, 0.0),
            p50.getOrDefault(labels, Double.NaN),
            p95.getOrDefault(labels, Double.NaN)));
      }
    }
    return operations;
  }

  /** Returns the warnings of the last answer, such as about a missing aggregator. */
  List<String> warnings() {
    return warnings;
  }
}
