// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.deploy.grafana.Dashboard;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Grafana dashboard, the page and a real Jaeger's Monitor tab show the same numbers for the same
 * range. The dashboard's queries are sent as Grafana sends them; the page's own code runs in a
 * browser; Jaeger is asked as its tab asks it. Skipped without Jaeger or Chromium ({@link
 * PeerProgram}, {@link Browser}).
 */
class SameNumbersIT {
  private static final String SERVICE = "shop";
  private static final String RANGE = "30s";
  private static final int RANGE_MILLIS = 30_000;
  /** Every series is older than the range, which the page would shorten otherwise. */
  private static final String IS_FULL = "min(count_over_time(calls_total[1m])) > 35";

  private static final double SAME = 1e-9;

  @TempDir
  private static Path folder;

  private static LocalRedstart redstart;
  private static long endMillis;

  /** What is shown of a service or an operation. */
  private record Numbers(double rate, double errorShare, double p95Millis) {}

  /** What the numbers belong to. */
  enum Of {
    SERVICE("service_name", "&groupByOperation=false"),
    OPERATION("span_name", "&groupByOperation=true");

    private final String label;
    private final String grouping;

    Of(String label, String grouping) {
      this.label = label;
      this.grouping = grouping;
    }
  }

  @BeforeAll
  static void count() throws Exception {
    PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    PeerProgram.find("chromium", "REDSTART_TEST_CHROMIUM");
    PeerProgram.find("chromedriver", "REDSTART_TEST_CHROMEDRIVER");
    redstart = LocalRedstart.start(folder.resolve("store"), "");
    ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    try {
      sender.scheduleAtFixedRate(
          () -> redstart.send(ObservedRedstart.spans()), 0, 300, TimeUnit.MILLISECONDS);
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> !redstart.query().query(IS_FULL).samples().isEmpty());
    } finally {
      sender.shutdownNow();
    }
    double stamp = redstart.query().query("min(timestamp(calls_total))").samples().values().stream()
        .findFirst()
        .orElseThrow();
    endMillis = Math.round(stamp * 1000);
  }

  @AfterAll
  static void stop() {
    if (redstart != null) {
      redstart.close();
    }
  }

  @Test
  void grafana_showsWhatWasSent() {
    Numbers shop = grafana(Of.SERVICE).get(SERVICE);
    assertThat(shop.rate()).isBetween(70.0, 110.0); // 30 spans every 0.3 s
    assertThat(shop.errorShare()).isCloseTo(0.2, within(SAME));
    assertThat(shop.p95Millis()).isBetween(28.0, 30.0); // 1 ms to 30 ms, evenly
    assertThat(grafana(Of.OPERATION)).containsOnlyKeys("GET /cart", "POST /order");
  }

  @ParameterizedTest
  @EnumSource
  void jaeger_showsGrafanasNumbers(Of of) throws Exception {
    try (JaegerPeer jaeger = new JaegerPeer(
        "same-numbers-it-jaeger", folder, redstart.query().url(), redstart.endpoint("otlp/grpc"))) {
      assertSame(jaeger(jaeger, of), grafana(of));
    }
  }

  @ParameterizedTest
  @EnumSource
  void page_showsGrafanasNumbers(Of of) {
    try (Browser browser = Browser.start(redstart.query().url())) {
      assertSame(page(browser, of), grafana(of));
    }
  }

  private static void assertSame(Map<String, Numbers> shown, Map<String, Numbers> expected) {
    assertThat(shown).containsOnlyKeys(expected.keySet());
    expected.forEach((name, numbers) -> {
      assertThat(shown.get(name).rate()).as(name).isCloseTo(numbers.rate(), within(SAME));
      assertThat(shown.get(name).errorShare())
          .as(name)
          .isCloseTo(numbers.errorShare(), within(SAME));
      assertThat(shown.get(name).p95Millis()).as(name).isCloseTo(numbers.p95Millis(), within(SAME));
    });
  }

  private static Map<String, Numbers> grafana(Of of) {
    Map<String, Double> rates;
    Map<String, Double> shares;
    Map<String, Double> p95s;
    if (of == Of.SERVICE) {
      rates = panel("Rate", "sum by (service_name)", of);
      shares = panel("Errors", "(sum by (service_name)", of);
      p95s = panel("p95", "histogram_quantile(0.95, sum by (le, service_name)", of);
    } else {
      rates = panel("Operations", "sum by (service_name, span_name) (", of);
      shares = panel("Operations", "(sum by (service_name, span_name) (", of);
      p95s = panel("Operations", "histogram_quantile(0.95", of);
    }
    return join(rates, shares, p95s);
  }

  /** Returns the answer to the first query of a panel that begins so, by label. */
  private static Map<String, Double> panel(String title, String beginning, Of of) {
    String promql = Dashboard.RED.queries().stream()
        .filter(query -> query.panel().equals(title) && query.expression().startsWith(beginning))
        .findFirst()
        .orElseThrow()
        .over(RANGE, RANGE);
    JsonNode answer = redstart
        .query()
        .post(
            "/api/v1/query",
            "time=" + endMillis / 1e3 + "&query=" + PrometheusClient.encode(promql));
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode sample : answer.at("/data/result")) {
      values.put(
          sample.path("metric").path(of.label).asText(), sample.at("/value/1").asDouble());
    }
    return values;
  }

  private static Map<String, Numbers> join(
      Map<String, Double> rates, Map<String, Double> shares, Map<String, Double> p95s) {
    assertThat(shares).containsOnlyKeys(rates.keySet());
    assertThat(p95s).containsOnlyKeys(rates.keySet());
    Map<String, Numbers> numbers = new TreeMap<>();
    rates.forEach(
        (name, rate) -> numbers.put(name, new Numbers(rate, shares.get(name), p95s.get(name))));
    return numbers;
  }

  private static Map<String, Numbers> jaeger(JaegerPeer jaeger, Of of) throws Exception {
    return join(
        newest(jaeger, "calls", "", of),
        newest(jaeger, "errors", "", of),
        newest(jaeger, "latencies", "&quantile=0.95", of));
  }

  /** Returns the last point of each curve. */
  private static Map<String, Double> newest(JaegerPeer jaeger, String metric, String more, Of of)
      throws Exception {
    String path = "/api/metrics/" + metric + "?service=" + SERVICE + of.grouping + more + "&endTs="
        + endMillis + "&lookback=10000&step=5000&ratePer=" + RANGE_MILLIS;
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode curve : jaeger.metrics(path)) {
      String wanted = of == Of.SERVICE ? "service_name" : "operation";
      for (JsonNode label : curve.path("labels")) {
        if (label.path("name").asText().equals(wanted)) {
          JsonNode points = curve.path("metricPoints");
          JsonNode last = points.path(points.size() - 1);
          assertThat(last.path("timestamp").asText())
              .isEqualTo(Instant.ofEpochMilli(endMillis).toString());
          values.put(
              label.path("value").asText(), last.at("/gaugeValue/doubleValue").asDouble());
        }
      }
    }
    return values;
  }

  /** Lets the page's own code ask for the numbers of an address. */
  @SuppressWarnings("unchecked")
  private static Map<String, Numbers> page(Browser browser, Of of) {
    browser.open(
        "/service?service=" + SERVICE + "&range=" + RANGE + "&end=" + endMillis / 1000, "tbody tr");
    List<List<Object>> rows = (List<List<Object>>) browser.run("""
        return (async () => {
          const { Session } = await import('/assets/page/api.js');
          const { Place } = await import('/assets/page/place.js');
          const { numbers } = await import('/assets/page/red.js');
          const place = Place.here();
          const scope = { service: place.get('service'), kinds: place.kinds };
          const { rows } = await numbers(new Session(), scope, arguments[0], place);
          return [...rows.values()].map(({ name, rate, share, p95 }) => [name, rate, share, p95]);
        })();
        """, of.label);
    Map<String, Numbers> numbers = new TreeMap<>();
    for (List<Object> row : rows) {
      numbers.put((String) row.get(0), new Numbers(number(row, 1), number(row, 2), number(row, 3)));
    }
    return numbers;
  }

  private static double number(List<Object> row, int column) {
    return ((Number) row.get(column)).doubleValue();
  }
}
