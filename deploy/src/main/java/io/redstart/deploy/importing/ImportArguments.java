// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the command.
 *
 * @param from the address of the source
 * @param since how long ago the imported time begins; empty for as long as the store keeps windows
 * @param until when it ends: {@code now} or a time such as {@code 2026-01-31T12:00:00Z}
 * @param match a selector that series must match; empty for all
 * @param calls the name of the metric of calls; null to find it
 * @param duration the name of the histogram of durations; null to find it
 * @param unit the unit of durations whose name has none; null for milliseconds
 * @param dropped labels that are left out
 * @param headers sent with each request
 */
public record ImportArguments(
    URI from,
    String since,
    String until,
    String match,
    @Nullable String calls,
    @Nullable String duration,
    @Nullable Unit unit,
    Set<String> dropped,
    Map<String, String> headers,
    boolean dryRun) {
  /** Copies the collections; only http and https can be asked. */
  public ImportArguments {
    dropped = Set.copyOf(dropped);
    headers = Map.copyOf(headers);
    if (from.getHost() == null || !List.of("http", "https").contains(from.getScheme())) {
      throw new IllegalArgumentException(
          "--from needs the address of a Prometheus, such as http://prometheus:9090, not " + from);
    }
    if (dropped.contains("service_name") || dropped.contains("span_name")) {
      throw new IllegalArgumentException(
          "--drop-label cannot leave out service_name or span_name: different operations would be"
              + " added up");
    }
  }

  /** Returns a header from its text, {@code Authorization: Bearer …}. */
  public static Map.Entry<String, String> header(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("--header needs a name and a value: 'Name: value'");
    }
    return Map.entry(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
  }
}
