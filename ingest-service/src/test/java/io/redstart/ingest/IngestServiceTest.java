// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.connection.GuardedTransport;
import io.redstart.model.Labels;
import io.redstart.spanmetrics.HistogramConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service as a whole, over sockets, with an aggregator that is a stub on the event bus. */
class IngestServiceTest {

  private static final SpanMetricsConfig SPAN_METRICS = new SpanMetricsConfig(
      "traces.span.metrics",
      new HistogramConfig(Unit.MS, List.of(Duration.ofMillis(2))),
      List.of());

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry(), new Health());

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void spans_reachTheAggregator() throws Exception {
    StubAggregator aggregator = new StubAggregator(vertx);
    IngestService service = await(start(0, 0));
    await(until(() -> telemetry.health().problems().isEmpty()));
    // More connections than event loops, so that each takes part.
    for (int connection = 0; connection < 8; connection++) {
      await(until200(service.httpPort()));
    }
    await(service.stop());

    assertThat(aggregator.calls)
        .isEqualTo(Map.of(
            Labels.of(
                "service_name", "checkout",
                "span_name", "a",
                "span_kind", "SPAN_KIND_SERVER",
                "status_code", "STATUS_CODE_UNSET",
                "job", "checkout"),
            8L));
  }

  @Test
  void stop_answersWhatWasAccepted() throws Exception {
    StubAggregator aggregator = new StubAggregator(vertx);
    Promise<Void> mayAnswer = Promise.promise();
    aggregator.mayAnswer = mayAnswer.future();
    IngestService service = await(start(0, 0));
    Future<Integer> status = until200(service.httpPort());
    await(aggregator.firstBatch.future());
    Future<Void> stopped = service.stop();
    mayAnswer.complete();

    assertThat(await(status)).isEqualTo(200);
    await(stopped);
    // The kernel may take a moment to end a socket that is closed.
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> connect(service.httpPort()))
            .isInstanceOf(ConnectException.class));
  }

  @Test
  void service_withoutAggregator_isNotReadyAndRefuses() throws Exception {
    IngestService service = await(start(0, 0));

    assertThat(telemetry.health().problems()).containsExactly("ingest: no aggregator is ready");
    assertThat(await(post(service.httpPort()))).isEqualTo(503);
    await(service.stop());
    assertThat(telemetry.health().problems()).isEmpty();
  }

  @Test
  void twoServices_ofOneJvm_haveTheirOwnPorts() throws Exception {
    IngestService one = await(start(0, 0));
    IngestService two = await(start(0, 0));

    assertThat(List.of(one.grpcPort(), one.httpPort(), two.grpcPort(), two.httpPort()))
        .doesNotHaveDuplicates()
        .allMatch(port -> port > 0);
  }

  @Test
  void start_onATakenPort_tellsThePortAndItsSetting() throws Exception {
    HttpServer other = await(GuardedTransport.on(Vertx.builder())
        .build()
        .createHttpServer()
        .requestHandler(request -> request.response().end())
        .listen(0, "localhost"));
    int taken = other.actualPort();

    assertThatThrownBy(() -> await(start(taken, 0))).rootCause().isInstanceOf(BindException.class);
    assertThatThrownBy(() -> await(start(taken, 0)))
        .hasMessageContaining(
            "cannot listen on localhost:" + taken + " (ingest.otlp.protocols.grpc.endpoint): ");
    await(other.close());
  }

  private Future<IngestService> start(int grpcPort, int httpPort) throws Exception {
    IngestConfig config = TestConfigs.ingest("""
        {otlp: {protocols: {
          grpc: {endpoint: 'localhost:%d'},
          http: {endpoint: 'localhost:%d', max_request_body_size: 1048576}}}}
        """.formatted(grpcPort, httpPort));
    return IngestService.start(vertx, config, SPAN_METRICS, TestMemory.plan(), telemetry);
  }

  /** Sends as a sender does that is told to come back: until its request is accepted. */
  private Future<Integer> until200(int port) {
    return post(port)
        .compose(status -> status == 200
            ? Future.succeededFuture(status)
            : vertx.timer(20).compose(t -> until200(port)));
  }

  private static void connect(int port) throws IOException {
    new Socket("localhost", port).close();
  }

  private Future<Integer> post(int port) {
    Buffer body = Buffer.buffer(
        request(resource("service.name", "checkout"), span("a", 1).build()).toByteArray());
    var client = vertx.createHttpClient();
    return client
        .request(HttpMethod.POST, port, "localhost", "/v1/traces")
        .compose(request ->
            request.putHeader("content-type", "application/x-protobuf").send(body))
        .map(response -> response.statusCode())
        .onComplete(done -> client.close());
  }

  private Future<Void> until(BooleanSupplier condition) {
    Promise<Void> held = Promise.promise();
    vertx.setPeriodic(1, 10, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        held.tryComplete();
      }
    });
    return held.future();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
