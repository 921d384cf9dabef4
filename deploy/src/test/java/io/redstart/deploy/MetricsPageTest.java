// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own metrics, of all services in one process: their names, and the page that lists them. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String BEGIN = "<!-- begin of the table -->\n\n";
  private static final String END = "<!-- end of the table -->\n";
  private static final String OURS = "redstart_";

  /** Reasons, outcomes, endpoints; event loops are as many as two for each processor. */
  private static final int VALUES_MAX =
      Math.max(20, 2 * Runtime.getRuntime().availableProcessors());

  private static AllInOne program;
  private static List<MetricFamily> families;

  @BeforeAll
  static void scrape(@TempDir Path store) throws Exception {
    program = AllInOne.of(SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.assignments(List.of(
                "ingest.otlp.protocols.grpc.endpoint=127.0.0.1:0",
                "ingest.otlp.protocols.http.endpoint=127.0.0.1:0",
                "query.endpoint=127.0.0.1:0",
                "telemetry.endpoint=127.0.0.1:0",
                "store.path=" + store)))
        .value());
    Map<String, Endpoint> endpoints = await(program.start());
    // Requests of the API are counted by endpoint from the first on.
    get(endpoints.get("query"), "/api/v1/query?query=1");
    families = MetricFamily.parse(get(endpoints.get("telemetry"), "/metrics")).stream()
        .filter(family -> family.name().startsWith(OURS))
        .toList();
  }

  @AfterAll
  static void stop() throws Exception {
    await(program.stop());
  }

  @Test
  void page_listsTheMetrics() throws Exception {
    String page = Files.readString(PAGE);
    assertThat(page).contains(BEGIN, END);
    List<String> rows = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .toList();
    assertThat(rows).allMatch(row -> !advice(row).isBlank(), "tells what to do");
    assertThat(rows.stream().map(row -> row.substring(0, adviceAt(row))))
        .as("the rows in %s without their last column; copy the expected ones there", PAGE)
        .containsExactlyElementsOf(families.stream().map(MetricFamily::row).toList());
  }

  @Test
  void metrics_haveAHelpText() {
    assertThat(families)
        .isNotEmpty()
        .allSatisfy(family ->
            assertThat(family.help()).as(family.name()).isNotBlank().matches("\\p{Lu}.*[^.]"));
  }

  @Test
  void names_areAsPrometheusWantsThem() {
    assertThat(families).allSatisfy(family -> {
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

  private static String advice(String row) {
    return row.substring(adviceAt(row), row.length() - 1);
  }

  /** Returns where the last column begins. */
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
