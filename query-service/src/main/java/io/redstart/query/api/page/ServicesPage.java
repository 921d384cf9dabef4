// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.page;

import io.redstart.query.api.page.ServiceNumbers.Service;
import io.redstart.query.api.page.SpanKinds.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Renders the page for people: a table of services, without scripts or external resources.
 *
 * @param receivers where this process receives spans, if it does
 * @param host the host name by which the reader reaches this process
 */
record ServicesPage(Optional<OtlpReceivers> receivers, String host) {
  /** How many services the page lists; it counts the rest. */
  static final int SERVICES_MAX = 500;

  /** How many services without spans of the chosen kinds the page names. */
  static final int OTHERS_MAX = 20;

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
      .wide { overflow-x: auto }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
      th, td { padding: .35rem .75rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #8884 }
      th:first-child, td:first-child { padding-left: 0; text-align: left; white-space: normal }
      th:last-child, td:last-child { padding-right: 0 }
      nav a { display: inline-block; margin-right: .75rem; padding: .25rem 0 }
      nav a[aria-current] { font-weight: bold; text-decoration: none; color: inherit }
      pre { overflow-x: auto; padding: .75rem; background: #8882 }
      .failing { color: #c62828 }
      .note { border-left: 4px solid #e6a100; padding-left: .75rem }
      @media (max-width: 30rem) { th, td { padding: .35rem .4rem } }
      @media (prefers-color-scheme: dark) { .failing { color: #ff8a80 } }
      </style>
      </head>
      <body>
      <h1>Redstart</h1>
      """;

  private static final String FOOT = """
      <p>This address answers PromQL like Prometheus: give it to Jaeger as
      <code>PROMETHEUS_SERVER_URL</code>, or to Grafana as a data source of type Prometheus.</p>
      </body>
      </html>
      """;

  private static final String TABLE_HEAD = """
      <div class="wide">
      <table>
      <thead><tr><th>Service</th><th>Calls/s</th><th>Errors</th><th>p95</th></tr></thead>
      <tbody>
      """;

  String html(ServiceNumbers numbers) {
    StringBuilder html = new StringBuilder(HEAD);
    numbers.warnings().forEach(warning -> html.append(note(warning)));
    if (numbers.services().isEmpty() && numbers.others().isEmpty()) {
      html.append(howToSend());
    } else {
      html.append(choice(numbers.kinds()));
      html.append(table(numbers));
      html.append(others(numbers.others()));
    }
    return html.append(FOOT).toString();
  }

  /** Returns the page with the reason why there are no numbers. */
  String htmlOfFailure(String message) {
    return HEAD + note(message) + FOOT;
  }

  private String howToSend() {
    String where = receivers.map(this::ownReceivers).orElse("""
            <p>Send spans over OTLP to an ingest service of this cluster, by default on port 4317
            (gRPC) or 4318 (HTTP). They show up here within 10 seconds.</p>
            """);
    return "<p>No spans were counted in the last 5 minutes.</p>\n" + where;
  }

  private String ownReceivers(OtlpReceivers own) {
    Optional<String> url = own.httpUrl(host).map(ServicesPage::escape);
    StringJoiner where = new StringJoiner(" or ");
    own.grpcAddress(host)
        .ifPresent(address -> where.add("<code>" + escape(address) + "</code> (gRPC)"));
    url.ifPresent(text -> where.add("<code>" + text + "</code> (HTTP)"));
    String sending =
        "<p>Send spans over OTLP to %s. They show up here within 10 seconds.".formatted(where);
    return sending + url.map("""
         For an OpenTelemetry SDK:</p>
        <pre>OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=%s</pre>
        """::formatted).orElse("</p>\n");
  }

  /** Returns a link for each kind that adds or removes it. */
  private static String choice(SpanKinds kinds) {
    StringBuilder links = new StringBuilder("<nav>Kinds of spans:\n");
    for (Kind kind : Kind.values()) {
      boolean chosen = kinds.chosen().contains(kind);
      links.append("<a href=\"%s\"%s>%s</a>\n"
          .formatted(
              escape(kinds.toggled(kind).link()),
              chosen ? " aria-current=\"true\"" : "",
              (chosen ? "✓ " : "") + kind.word()));
    }
    return links
        .append("<a href=\"%s\">all</a>\n".formatted(escape(SpanKinds.ALL.link())))
        .append("</nav>\n")
        .toString();
  }

  private static String table(ServiceNumbers numbers) {
    List<Service> services = numbers.services();
    if (services.isEmpty()) {
      return "<p>No service has %s spans.</p>\n".formatted(numbers.kinds().words());
    }
    StringBuilder html = new StringBuilder("<p>%s spans, over the last 5 minutes or since the"
            .formatted(capitalized(numbers.kinds().words())))
        .append(" service began.</p>\n")
        .append(TABLE_HEAD);
    services.stream().limit(SERVICES_MAX).forEach(service -> html.append(row(service)));
    html.append("</tbody>\n</table>\n</div>\n");
    if (services.size() > SERVICES_MAX) {
      html.append(note((services.size() - SERVICES_MAX) + " more services are not listed"));
    }
    return html.toString();
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

  private static String others(List<String> services) {
    if (services.isEmpty()) {
      return "";
    }
    String names = services.stream()
        .limit(OTHERS_MAX)
        .map(ServicesPage::escape)
        .collect(Collectors.joining(", "));
    int unnamed = services.size() - OTHERS_MAX;
    return "<p>With spans of other kinds only: %s%s.</p>\n"
        .formatted(names, unnamed > 0 ? " and " + unnamed + " more" : "");
  }

  private static String capitalized(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String duration(double millis) {
    if (Double.isNaN(millis)) {
      return "–";
    }
    return millis < MILLIS_PER_SECOND
        ? threeDigits(millis) + " ms"
        : threeDigits(millis / MILLIS_PER_SECOND) + " s";
  }

  /** Writes three digits: quantiles are exact to 1 %. */
  private static String threeDigits(double value) {
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
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
