// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.TestSender.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsReader;
import io.redstart.connection.GuardedTransport;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service whose only event loop has more to do than it can. */
class IngestBacklogTest {
  private static final int SLOW_SENDERS_A_VERTICLE = 20;
  /** No divisor of a tick, which would come in time after two of them. */
  private static final long OTHER_WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(70);

  private final Vertx server = GuardedTransport.on(
          Vertx.builder().with(new VertxOptions().setEventLoopPoolSize(1)))
      .build();
  private final Vertx client = Vertx.vertx();
  private final TestSender sender = new TestSender(client);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean busy;

  record Spans(SpanMetricsConfig spanmetrics) {}

  @AfterEach
  void close() throws Exception {
    busy = false;
    for (Socket socket : sockets) {
      socket.close();
    }
    await(client.close());
    await(server.close());
  }

  @Test
  void requests_areRefusedWhileTheLoopIsBehind() throws Exception {
    IngestConfig config = TestConfigs.ingest("""
        {receive_timeout: 60s, otlp: {protocols: {
          grpc: {endpoint: 'localhost:0', keepalive: {server_parameters: {max_connection_idle: 2m}}},
          http: {endpoint: 'localhost:0', idle_timeout: 2m}}}}
        """);
    IngestService service = await(IngestService.start(
        server,
        config,
        SettingsReader.defaults(Spans.class).spanmetrics(),
        TestMemory.plan(),
        new Telemetry(meters, new Health())));
    for (int i = 0; i < SLOW_SENDERS_A_VERTICLE * Runtime.getRuntime().availableProcessors(); i++) {
      sendHalf(service.httpPort());
    }
    assertThat(post(service)).as("slow senders alone").isEqualTo(200);

    busy = true;
    server.runOnContext(now -> work());
    Awaitility.await().until(() -> post(service) == 503);
    long startNanos = System.nanoTime();
    Awaitility.await().until(() -> post(service) == 503);
    assertThat(System.nanoTime() - startNanos)
        .as("told after the second of the hint")
        .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(990));
    assertThat(meters
            .counter("redstart.ingest.requests", "protocol", "http", "answer", "overloaded")
            .count())
        .isPositive();

    busy = false;
    Awaitility.await().until(() -> post(service) == 200);
  }

  /** Begins a request whose body does not come. */
  private void sendHalf(int port) throws Exception {
    Socket socket = new Socket("localhost", port);
    sockets.add(socket);
    socket
        .getOutputStream()
        .write(("POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n"
                + "content-type: application/x-protobuf\r\n\r\n")
            .getBytes(ISO_8859_1));
  }

  private int post(IngestService service) throws Exception {
    return sender.post(service.httpPort(), Buffer.buffer()).status();
  }

  private void work() {
    LockSupport.parkNanos(OTHER_WORK_NANOS);
    if (busy) {
      server.setTimer(1, now -> work());
    }
  }
}
