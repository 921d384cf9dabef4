// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.server.Server;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Scrapes servers that have the same spans; Redstart is the first of them. */
final class PageRun {
  /** The time until a Collector has handed on all counts, and until new series are not shown as 0. */
  private static final Duration SETTLE = Duration.ofSeconds(65);

  private final ScrapeRun scrapes = new ScrapeRun();
  private final List<Server> servers;
  private final int warmUp;
  private final int rounds;
  private final ExportsReport report;

  PageRun(List<Server> servers, int warmUp, int rounds, ExportsReport report) {
    this.servers = List.copyOf(servers);
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.report = report;
  }

  /** Sends spans, and waits until every server shows them all. */
  void fill(SpanFill fill, int spans, Duration atMost) throws IOException, InterruptedException {
    for (int i = 0; i < spans; i++) {
      fill.sendRound(servers);
    }
    Thread.sleep(SETTLE.toMillis());
    for (Server server : servers) {
      report.filled(server.name(), fill.spans(), server.use().residentBytes());
      scrapes.awaitCalls(metrics(server), fill.spans(), atMost);
    }
  }

  private static URI metrics(Server server) {
    return URI.create(server.url("scrape") + "/metrics");
  }

  /** Scrapes in each of some formats and encodings. */
  void scrape(Set<ScrapeForm> forms, List<Boolean> gzips) throws IOException, InterruptedException {
    report.pagesHead();
    for (ScrapeForm form : forms) {
      for (boolean gzip : gzips) {
        for (Server server : servers) {
          String page = form.title() + (gzip ? ", gzip" : "");
          report.page(page, server.name(), costs(server, metrics(server), form, gzip));
        }
      }
    }
  }

  /** Asks Redstart for some of the series. */
  void federate() throws IOException, InterruptedException {
    Server redstart = servers.get(0);
    report.pagesHead();
    for (String match : List.of(
        "{__name__=\"traces_span_metrics_calls_total\",service_name=\"service-0\"}",
        "{__name__=\"traces_span_metrics_calls_total\"}")) {
      String matcher = URLEncoder.encode(match, StandardCharsets.UTF_8);
      URI page = URI.create(redstart.url("query") + "/federate?match[]=" + matcher);
      report.page(match, redstart.name(), costs(redstart, page, ScrapeForm.TEXT, true));
    }
  }

  private Costs costs(Server server, URI page, ScrapeForm form, boolean gzip)
      throws IOException, InterruptedException {
    // Only a JVM must compile first.
    int unmeasured = server.equals(servers.get(0)) ? warmUp : 1;
    for (int i = 0; i < unmeasured; i++) {
      scrapes.measure(server.pid(), page, form, gzip);
    }
    Costs costs = new Costs();
    for (int i = 0; i < rounds; i++) {
      costs.add(scrapes.measure(server.pid(), page, form, gzip));
    }
    return costs;
  }
}
