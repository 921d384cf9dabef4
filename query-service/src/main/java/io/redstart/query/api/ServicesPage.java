// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.api.ServiceNumbers.Service;
import java.util.List;
import java.util.Locale;

/** The page for people: a table of services, made here, without scripts or anything from outside. */
final class ServicesPage {
  /** More services are not listed; the page says so. */
  static final int SERVICES_MAX = 500;

  private static final double MILLIS_PER_SECOND = 1000;

  private static final String HEAD = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="refresh" content="10">
      <title>Redstart</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
      th, td { padding: .35rem .75rem; text-align: right; border-bottom: 1px solid #8884 }
      th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere }
      .failing { color: #c62828 }
      .note { border-left: 4px solid #e6a100; padding-left: .75rem }
      @media (prefers-color-scheme: dark) { .failing { color: #ff8a80 } }
      </style>
      </head>
      <body>
      <h1>Redstart</h1>
      """;

  private static final String FOOT = """
      <p>Ask with PromQL under <code>/api/v1/query</code>, as of a Prometheus: this address is what
      Jaeger's <code>PROMETHEUS_SERVER_URL</code> and a Grafana data source of type Prometheus
      take.</p>
      </body>
      </html>
      """;

  private static final String EMPTY = """
      <p>No span was counted in the last 5 minutes. Send some by OTLP, by default to port 4317
      (gRPC) or 4318 (HTTP): they show here within seconds.</p>
      """;

  private static final String TABLE_HEAD = """
      <p>Services, all kinds of spans, over the last 5 minutes.</p>
      <table>
      <thead><tr><th>Service</th><th>Calls/s</th><th>Errors</th><th>p95</th></tr></thead>
      <tbody>
      """;

  private ServicesPage() {}

  static String html(ServiceNumbers numbers) {
    StringBuilder html = new StringBuilder(HEAD);
    numbers.warnings().forEach(warning -> html.append(note(warning)));
    List<Service> services = numbers.services();
    if (services.isEmpty()) {
      html.append(EMPTY);
    } else {
      html.append(TABLE_HEAD);
      services.stream().limit(SERVICES_MAX).forEach(service -> html.append(row(service)));
      html.append("</tbody>\n</table>\n");
    }
    if (services.size() > SERVICES_MAX) {
      html.append(note((services.size() - SERVICES_MAX) + " more services are not listed"));
    }
    return html.append(FOOT).toString();
  }

  /** Returns the page when the numbers could not be had. */
  static String htmlOfFailure(String message) {
    return HEAD + note(message) + FOOT;
  }

  private static String row(Service service) {
    String failing = service.errorShare() > 0 ? " class=\"failing\"" : "";
    return "<tr><td>%s</td><td>%s</td><td%s>%s</td><td>%s</td></tr>\n"
        .formatted(
            escape(service.name()),
            decimals(service.callsPerSecond()),
            failing,
            decimals(100 * service.errorShare()) + " %",
            duration(service.p95Millis()));
  }

  private static String duration(double millis) {
    if (Double.isNaN(millis)) {
      return "–";
    }
    return millis < MILLIS_PER_SECOND
        ? decimals(millis) + " ms"
        : decimals(millis / MILLIS_PER_SECOND) + " s";
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String note(String text) {
    return "<p class=\"note\">" + escape(text) + "</p>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
