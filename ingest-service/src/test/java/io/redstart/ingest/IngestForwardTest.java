// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.MemoryConfig;
import io.redstart.config.SettingsReader;
import io.redstart.connection.GuardedTransport;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service in front of another receiver. */
class IngestForwardTest {
  private static final int REQUESTS = 40;
  private static final Buffer SPANS = Buffer.buffer(
      request(resource("service.name", "checkout"), span("a", 1).build()).toByteArray());

  @TempDir
  private Path folder;

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Telemetry telemetry = new Telemetry(meters, new Health());
  private final TestSender sender = new TestSender(vertx);
  private final List<Buffer> got = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    TestSender.await(vertx.close());
  }

  private int receiver(boolean answers) throws Exception {
    HttpServer server = vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> {
          got.add(body);
          answerIf(answers, request);
        }));
    return TestSender.await(server.listen(0, "localhost")).actualPort();
  }

  private static void answerIf(boolean answers, HttpServerRequest request) {
    if (answers) {
      request.response().end();
    }
  }

  private IngestService start(int receiverPort) throws Exception {
    IngestConfig config = TestConfigs.ingest("""
        {otlp: {protocols: {grpc: {endpoint: 'localhost:0'}, http: {endpoint: 'localhost:0'}}},
         forward: {protocol: http, endpoint: 'http://localhost:%d', compression: none,
           sending_queue: {path: '%s', min_free_bytes: 0, num_consumers: 2}}}
        """.formatted(receiverPort, folder.resolve("queue")));
    MemoryPlan memory = MemoryPlan.of(
        1L << 30,
        EnumSet.allOf(MemoryPart.class),
        SettingsReader.defaults(MemoryConfig.class),
        List.of(),
        false);
    return TestSender.await(IngestService.start(
        vertx, config, SettingsReader.defaults(SpanMetricsConfig.class), memory, telemetry));
  }

  private void awaitReady() {
    await().until(() -> telemetry.health().problems().isEmpty());
  }

  private int post(IngestService service) throws Exception {
    return sender.post(service.httpPort(), SPANS).status();
  }

  private double spans(String outcome) {
    return meters.get("redstart.ingest.spans").tag("outcome", outcome).counter().count();
  }

  @Test
  void acceptedRequests_areForwarded_andRefusedOnesAreNot() throws Exception {
    IngestService service = start(receiver(true));
    assertThat(post(service)).as("without an aggregator").isEqualTo(503);
    new StubAggregator(vertx);
    awaitReady();
    await().until(() -> post(service) == 200);
    await().until(() -> !got.isEmpty());

    assertThat(got).containsOnly(SPANS).hasSize((int) spans("accepted"));
    TestSender.await(service.stop());
  }

  @Test
  void receiverThatNeverAnswers_changesNothingForSenders() throws Exception {
    IngestService service = start(receiver(false));
    new StubAggregator(vertx);
    awaitReady();
    await().until(() -> post(service) == 200);
    double before = spans("accepted");
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(post(service)).isEqualTo(200);
    }

    assertThat(spans("accepted") - before).isEqualTo(REQUESTS);
    assertThat(got.size()).as("requests that wait for an answer").isLessThanOrEqualTo(2);
    double leastBytes = REQUESTS * SPANS.length();
    await()
        .until(
            () -> meters.get("redstart.ingest.forward.queued.bytes").gauge().value() > leastBytes);
    TestSender.await(service.stop());
  }

  @Test
  void queueInUse_isRefusedWithItsSetting() throws Exception {
    IngestService service = start(1);
    assertThatThrownBy(() -> start(1)).rootCause().hasMessageContaining(" is in use by process ");
    assertThatThrownBy(() -> start(1))
        .hasMessageContaining("ingest.forward.sending_queue.path: cannot use ");
    TestSender.await(service.stop());
    TestSender.await(start(1).stop());
  }
}
