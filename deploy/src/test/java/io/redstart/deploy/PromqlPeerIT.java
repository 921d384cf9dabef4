// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks Redstart and a real Prometheus that holds the very same samples the same random queries. Needs
 * {@code prometheus} and {@code promtool} on the PATH, or in REDSTART_TEST_PROMETHEUS and
 * REDSTART_TEST_PROMTOOL. {@code -Dpromql.peer.count} asks more queries, {@code -Dpromql.peer.seed}
 * repeats a run.
 */
class PromqlPeerIT {
  private static final int COUNT = Integer.getInteger("promql.peer.count", 5_000);
  private static final int FAILURES_MAX = 20;
  private static final long HISTORY_SECONDS = 3_600;
  /** No offset and no subquery reaches back from here to the births, which only ranges see. */
  private static final long SETTLED_SECONDS = 1_300;

  private static final List<String> METRICS = List.of(
      "calls_total",
      "duration_milliseconds_bucket",
      "duration_milliseconds_count",
      "duration_milliseconds_sum");
  private static final String SETTINGS = """
      ingest: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}}
      store: {path: "%s", retention: [{window: 5s, for: 3h}]}
      query:
        endpoint: "127.0.0.1:0"
        scrape: {endpoint: "127.0.0.1:0"}
        quantile_buckets: configured
      telemetry: {endpoint: "127.0.0.1:0"}
      """;

  private final long seed = Long.getLong("promql.peer.seed", new SplittableRandom().nextLong());
  private final List<String> failures = new ArrayList<>();
  private int answered;

  @TempDir
  private Path folder;

  /** A query at one time, or at several steps. */
  private record Question(String path, String form) {
    static Question random(SplittableRandom random, String query, long start, long end) {
      long at = random.nextLong(1_000 * start, 1_000 * end);
      String text = "query=" + PrometheusClient.encode(query);
      if (random.nextBoolean()) {
        return new Question("/api/v1/query", text + "&time=" + at / 1e3);
      }
      long step = random.nextLong(1_000, 400_000);
      long steps = Math.min(random.nextLong(1, 30), (1_000 * end - at) / step);
      return new Question(
          "/api/v1/query_range",
          text + "&start=" + seconds(at) + "&end=" + seconds(at + steps * step) + "&step="
              + seconds(step));
    }

    private static String seconds(long millis) {
      return millis / 1_000 + "." + String.format("%03d", millis % 1_000);
    }
  }

  @Test
  void randomQueries_haveTheAnswersOfPrometheus() throws Exception {
    PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    SplittableRandom random = new SplittableRandom(seed);
    RedstartConfig settings = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.yaml("test", SETTINGS.formatted(folder.resolve("store"))))
        .value();
    long end = Instant.now().getEpochSecond() - 60;
    long start = end - HISTORY_SECONDS;
    RandomHistory.fill(
        settings.store(),
        settings.spanmetrics().layout(),
        Instant.ofEpochSecond(start),
        Instant.ofEpochSecond(end),
        random.split());
    try (LocalRedstart redstart = LocalRedstart.start(settings);
        LocalPrometheus prometheus =
            LocalPrometheus.start(folder, samples(redstart.query(), end))) {
      compare(random, redstart.query(), prometheus.query(), start, end);
    }
    assertThat(failures).as("seed %d", seed).isEmpty();
    assertThat(answered).as("answers with a sample, seed %d", seed).isGreaterThan(COUNT / 2);
  }

  /** Returns the raw samples of all series through a time. */
  private static List<JsonNode> samples(PrometheusClient redstart, long end) {
    return METRICS.stream()
        .map(metric -> redstart.post(
            "/api/v1/query", "query=" + PrometheusClient.encode(metric + "[2h]") + "&time=" + end))
        .map(answer -> answer.path("data").path("result"))
        .toList();
  }

  private void compare(
      SplittableRandom random,
      PrometheusClient redstart,
      PrometheusClient prometheus,
      long start,
      long end) {
    RedExpressions expressions = new RedExpressions(random, start + SETTLED_SECONDS, end);
    for (int i = 0; i < COUNT && failures.size() < FAILURES_MAX; i++) {
      String query = expressions.next();
      Question question = Question.random(random, query, start + SETTLED_SECONDS, end);
      JsonNode ours = redstart.answer(question.path, question.form);
      JsonNode theirs = prometheus.answer(question.path, question.form);
      String difference = AnswerDifference.of(ours, theirs);
      if (!difference.isEmpty()) {
        failures.add(query + " as " + question.path + "?" + question.form + ": " + difference);
      }
      answered += theirs.path("data").path("result").isEmpty() ? 0 : 1;
    }
  }
}
