// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.compare;

import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.RedQueries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One of the two servers, with the names that it uses.
 *
 * @param millisPerUnit how many milliseconds its unit of durations is
 */
record Side(PrometheusApi api, RedQueries queries, double millisPerUnit) {
  /** Orders services, or services with their operations. */
  static final Comparator<List<String>> BY_NAME = Comparator.comparing(Object::toString);

  /** Returns this side with queries over another range. */
  Side over(String range) {
    RedQueries same = queries;
    return new Side(
        api,
        new RedQueries(same.calls(), same.buckets(), same.matchers(), same.by(), range),
        millisPerUnit);
  }

  /** Returns what it has, by service, or by service and operation. */
  Map<List<String>, Red> read(String time) {
    Map<Map<String, String>, Double> errors = api.values(queries.errors(), time);
    List<Map<Map<String, String>, Double>> quantiles = new ArrayList<>();
    for (double phi : Red.PHIS) {
      quantiles.add(
          queries.buckets().isEmpty() ? Map.of() : api.values(queries.quantile(phi), time));
    }
    Map<List<String>, Red> found = new TreeMap<>(BY_NAME);
    api.values(queries.rate(), time).forEach((labels, rate) -> {
      if (rate > 0) {
        List<Double> millis = quantiles.stream()
            .map(all -> all.getOrDefault(labels, Double.NaN) * millisPerUnit)
            .toList();
        List<String> key =
            queries.by().stream().map(label -> labels.getOrDefault(label, "")).toList();
        found.put(key, new Red(rate, errors.getOrDefault(labels, 0.0), millis));
      }
    });
    return found;
  }
}
