// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redstart.config.Endpoint;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.SpanLimitsConfig;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the names of our own metrics, and the page that lists them, with all services running. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String TABLE = "the table";
  private static final String SERVICES_TABLE = "the table of services";
  private static final String OURS = "redstart_";

  /** For reasons, outcomes and endpoints; there are two event loops for each processor. */
  private static final int VALUES_MAX =
      Math.max(20, 2 * Runtime.getRuntime().availableProcessors());

  private static AllInOne program;
  private static List<MetricFamily> families;
  private static List<MetricFamily> familiesOfServices;

  @BeforeAll
  static void scrape(@TempDir Path store, @TempDir Path queue) throws Exception {
    RedstartConfig settings = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.assignments(List.of(
                "ingest.otlp.protocols.grpc.endpoint=127.0.0.1:0",
                "ingest.otlp.protocols.http.endpoint=127.0.0.1:0",
                "query.endpoint=127.0.0.1:0",
                "query.scrape.endpoint=127.0.0.1:0",
                "query.export.otlp.endpoint=http://127.0.0.1:" + FreePort.find(),
                "query.export.otlp.path=" + store.resolve("export"),
                "telemetry.endpoint=127.0.0.1:0",
                "store.path=" + store,
                // Nothing is sent, so it need not exist.
                "ingest.forward.endpoint=127.0.0.1:1",
                "ingest.forward.sending_queue.path=" + queue)))
        .value();
    program = AllInOne.of(settings, HeapPlan.of(Role.ALL_IN_ONE, settings));
    Map<String, Endpoint> endpoints = await(program.start());
    // The meter of an API endpoint appears with its first request.
    get(endpoints.get("query"), "/api/v1/query?query=1");
    families = ours(pageOfAll(endpoints.get("telemetry")));
    familiesOfServices = ours(pageOfServices());
  }

  /** Waits for the meters of event loops, which come a moment after the start. */
  private static String pageOfAll(Endpoint telemetry) throws Exception {
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String page = get(telemetry, "/metrics");
    while (!page.contains("redstart_event_loop_delay_seconds")) {
      assertThat(System.nanoTime()).isLessThan(deadlineNanos);
      page = get(telemetry, "/metrics");
    }
    return page;
  }

  /** Returns the metrics that appear once a service exceeds its limits. */
  private static String pageOfServices() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    SpanLimitsConfig one = new SpanLimitsConfig(0, 1);
    try (ServiceLimits limits = new ServiceLimits(one, registry, InstantSource.system())) {
      Labels shop = Labels.of("service_name", "shop");
      for (String name : List.of("within", "beyond")) {
        limits.admit(Metric.SPANS, shop.with("span_name", name)).admission().use();
      }
      limits.publish();
      return registry.scrape();
    }
  }

  private static List<MetricFamily> ours(String page) {
    return MetricFamily.parse(page).stream()
        .filter(family -> family.name().startsWith(OURS))
        .toList();
  }

  @AfterAll
  static void stop() throws Exception {
    await(program.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {TABLE, SERVICES_TABLE})
  void page_listsTheMetrics(String table) throws Exception {
    List<MetricFamily> listed = table.equals(TABLE) ? families : familiesOfServices;
    List<String> rows = rows(table);
    assertThat(listed).isNotEmpty();
    assertThat(rows).allMatch(row -> !advice(row).isBlank(), "tells what to do");
    assertThat(rows.stream().map(row -> row.substring(0, adviceAt(row))))
        .as("the rows in %s without their last column; copy the expected ones there", PAGE)
        .containsExactlyElementsOf(listed.stream().map(MetricFamily::row).toList());
  }

  private static List<String> rows(String table) throws Exception {
    String page = Files.readString(PAGE);
    String begin = "<!-- begin of " + table + " -->\n";
    String end = "<!-- end of " + table + " -->\n";
    assertThat(page).contains(begin, end);
    return page.substring(page.indexOf(begin), page.indexOf(end))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .toList();
  }

  @Test
  void metrics_haveAHelpText() {
    assertThat(all())
        .allSatisfy(family ->
            assertThat(family.help()).as(family.name()).isNotBlank().matches("\\p{Lu}.*[^.]"));
  }

  @Test
  void names_areAsPrometheusWantsThem() {
    assertThat(all()).allSatisfy(family -> {
      boolean isCounter = family.type().equals("counter");
      assertThat(family.name())
          .matches("[a-z][a-z0-9]*(_[a-z0-9]+)*")
          .doesNotContain("millis", "_ms", "nanos", "minutes", "mib", "percent");
      assertThat(family.name().endsWith("_total")).as(family.name()).isEqualTo(isCounter);
      assertThat(family.type()).as(family.name()).isIn("counter", "gauge", "summary");
    });
  }

  @Test
  void labels_haveFewValues() {
    assertThat(families)
        .allSatisfy(family -> family.labels().forEach((label, values) -> {
          assertThat(label).as(family.name()).matches("[a-z]+(_[a-z]+)*");
          assertThat(values)
              .as("%s{%s}", family.name(), label)
              .hasSizeLessThanOrEqualTo(VALUES_MAX);
          assertThat(values).as("%s{%s}", family.name(), label).allMatch(value -> !value.isEmpty());
        }));
  }

  private static List<MetricFamily> all() {
    return Stream.concat(families.stream(), familiesOfServices.stream()).toList();
  }

  private static String advice(String row) {
    return row.substring(adviceAt(row), row.length() - 1);
  }

  /** Returns the position of the last column. */
  private static int adviceAt(String row) {
    return row.lastIndexOf('|', row.length() - 2) + 1;
  }

  private static String get(Endpoint endpoint, String path) throws Exception {
    URI uri = URI.create("http://" + endpoint.host() + ":" + endpoint.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
