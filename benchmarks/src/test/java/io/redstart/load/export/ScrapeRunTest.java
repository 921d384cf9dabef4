// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ScrapeRunTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final String PAGE = """
      # TYPE traces_span_metrics_calls_total counter
      traces_span_metrics_calls_total{service_name="a} b"} 12 1700000000000
      traces_span_metrics_calls_total{service_name="c"} 30
      traces_span_metrics_duration_milliseconds_count{service_name="c"} 7
      """;

  private final ScrapeRun scrapes = new ScrapeRun();
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      asked.set(exchange.getRequestHeaders().getFirst("accept") + " "
          + exchange.getRequestHeaders().getFirst("accept-encoding"));
      exchange.sendResponseHeaders(status, PAGE.length());
      exchange.getResponseBody().write(PAGE.getBytes(UTF_8));
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI page() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
  }

  @Test
  void measure_asksAsAPrometheus_andCountsBytes() throws Exception {
    ScrapeCost cost = scrapes.measure(PID, page(), ScrapeForm.OPEN_METRICS, true);
    assertThat(asked).hasValue("application/openmetrics-text;version=1.0.0 gzip");
    assertThat(cost.bytes()).isEqualTo(PAGE.length());
    assertThat(cost.millis()).isPositive();
    assertThat(cost.peakBytes()).isGreaterThan(10 << 20);
  }

  @Test
  void measure_ofAFailure_saysWhy() {
    status = 503;
    assertThatThrownBy(() -> scrapes.measure(PID, page(), ScrapeForm.TEXT, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answers 503")
        .hasMessageContaining("calls_total");
  }

  @Test
  void awaitCalls_addsUpCounters() throws Exception {
    scrapes.awaitCalls(page(), 42, Duration.ZERO);
    assertThatThrownBy(() -> scrapes.awaitCalls(page(), 41, Duration.ZERO))
        .hasMessageContaining("shows 42 of 41 spans");
  }
}
