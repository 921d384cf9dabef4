// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.config.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the all-in-one beside a real Jaeger and looks at the Monitor tab's curve: it goes on after
 * the restart, with no gap but the downtime and no spike. Takes four minutes, so it runs on demand,
 * with {@code -Dredstart.jaeger.restart=true}.
 */
@EnabledIfSystemProperty(named = "redstart.jaeger.restart", matches = "true")
class JaegerRestartIT {
  private static final long LOAD_MILLIS = Duration.ofSeconds(100).toMillis();
  private static final long STEP_MILLIS = 5_000;
  /** Jaeger asks for rates over this time. */
  private static final long RATE_MILLIS = 60_000;
  /** Windows, and a second until they are sealed: a curve begins and ends this much later. */
  private static final long LATE_MILLIS = 12_000;

  private static final int SPANS_PER_REQUEST = 5;
  private static final long REQUEST_EVERY_MILLIS = 100;
  private static final double SPANS_PER_SECOND = SPANS_PER_REQUEST * 1000.0 / REQUEST_EVERY_MILLIS;
  /** A spike is more than the timers of a busy machine make of a constant load. */
  private static final double SPIKE = 1.3;

  private final AtomicLong acknowledged = new AtomicLong();
  private final Map<String, Integer> ports = Map.of(
      "query.endpoint",
      FreePort.find(),
      "ingest.otlp.protocols.grpc.endpoint",
      FreePort.find(),
      "ingest.otlp.protocols.http.endpoint",
      FreePort.find());

  @TempDir
  private Path folder;

  @Test
  void killedRedstart_leavesNoMoreThanItsDowntimeInTheCurve() throws Exception {
    PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    Path store = RedstartProcess.newStore("jaeger-restart-it");
    ScheduledThreadPoolExecutor sender = new ScheduledThreadPoolExecutor(1);
    RedstartProcess first = start("jaeger-restart-it", store);
    try (JaegerPeer jaeger = new JaegerPeer("jaeger-restart-it-jaeger", folder, first)) {
      SteadySender load = new SteadySender(first.http(), SPANS_PER_REQUEST, acknowledged);
      long startMillis = System.currentTimeMillis();
      sender.scheduleWithFixedDelay(load, 0, REQUEST_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      TimeUnit.MILLISECONDS.sleep(LOAD_MILLIS);
      first.kill();
      long killMillis = System.currentTimeMillis();
      try (RedstartProcess second = start("jaeger-restart-it-again", store)) {
        long readyMillis = System.currentTimeMillis();
        TimeUnit.MILLISECONDS.sleep(LOAD_MILLIS);
        long promised = acknowledged.get();
        TimeUnit.MILLISECONDS.sleep(LATE_MILLIS);
        NavigableMap<Long, Double> curve = curve(jaeger, startMillis);
        assertThat(second.query().query("sum(calls_total)").samples().values())
            .singleElement()
            .satisfies(counted -> assertThat(counted).isGreaterThanOrEqualTo(promised));
        assertContinues(curve, startMillis, killMillis, readyMillis);
      }
    } finally {
      sender.shutdownNow();
      first.close();
    }
  }

  private RedstartProcess start(String name, Path store) {
    String[] command = new String[2 + 2 * ports.size()];
    command[0] = "--set";
    command[1] = "store.path=" + store;
    int next = 2;
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      command[next++] = "--set";
      command[next++] = port.getKey() + "=" + new Endpoint("127.0.0.1", port.getValue());
    }
    return RedstartProcess.start(name, List.of(), command);
  }

  /** Returns Jaeger's curve of calls a second, by time. */
  private static NavigableMap<Long, Double> curve(JaegerPeer jaeger, long startMillis)
      throws IOException, InterruptedException {
    long endMillis = System.currentTimeMillis();
    List<JsonNode> metrics =
        jaeger.metrics("/api/metrics/calls?service=" + SteadySender.SERVICE + "&endTs=" + endMillis
            + "&lookback=" + (endMillis - startMillis) + "&step=" + STEP_MILLIS + "&ratePer="
            + RATE_MILLIS);
    assertThat(metrics).hasSize(1);
    NavigableMap<Long, Double> curve = new TreeMap<>();
    for (JsonNode point : metrics.get(0).path("metricPoints")) {
      double value = point.path("gaugeValue").path("doubleValue").asDouble(Double.NaN);
      if (!Double.isNaN(value)) {
        curve.put(Instant.parse(point.path("timestamp").asText()).toEpochMilli(), value);
      }
    }
    return curve;
  }

  private static void assertContinues(
      NavigableMap<Long, Double> curve, long startMillis, long killMillis, long readyMillis) {
    String times = "killed at " + killMillis + ", ready at " + readyMillis + ": " + curve;
    assertThat(curve.values()).as(times).allMatch(rate -> rate <= SPIKE * SPANS_PER_SECOND);
    long lastMillis = startMillis;
    for (long atMillis : curve.keySet()) {
      boolean isDowntime = atMillis > killMillis && lastMillis < readyMillis + LATE_MILLIS;
      long gapMillis = atMillis - lastMillis;
      long longestMillis = isDowntime
          ? Math.max(2 * STEP_MILLIS, readyMillis - killMillis + LATE_MILLIS)
          : lastMillis == startMillis ? 2 * LATE_MILLIS : STEP_MILLIS;
      assertThat(gapMillis)
          .as("gap before %d, %s", atMillis, times)
          .isLessThanOrEqualTo(longestMillis);
      lastMillis = atMillis;
    }
    double before = rateAt(curve, killMillis);
    double after = rateAt(curve, lastMillis);
    assertThat(after).as(times).isBetween(before / SPIKE, before * SPIKE);
  }

  /** Returns the last rate up to a moment. */
  private static double rateAt(NavigableMap<Long, Double> curve, long millis) {
    return curve.floorEntry(millis).getValue();
  }
}
