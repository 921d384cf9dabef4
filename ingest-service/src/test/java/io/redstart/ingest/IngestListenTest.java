// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.Http2Socket.DATA;
import static io.redstart.ingest.Http2Socket.END_STREAM;
import static io.redstart.ingest.Http2Socket.HEADERS;
import static io.redstart.ingest.TestSender.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.connection.GuardedTransport;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The block of a Collector's receiver means here what it means there. */
class IngestListenTest {
  /** More than there may be by default. */
  private static final int MANY_STREAMS = 300;

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final TestSender sender = new TestSender(vertx);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {":0", "0.0.0.0:0", "[::]:0"})
  void endpoint_ofEveryAddress_isReachedByEach(String endpoint) throws Exception {
    IngestService service =
        start("{grpc: {endpoint: '%1$s'}, http: {endpoint: '%1$s'}}".formatted(endpoint));

    for (InetAddress address : loopback()) {
      new Socket(address, service.grpcPort()).close();
      new Socket(address, service.httpPort()).close();
    }
  }

  /** Returns 127.0.0.1, and ::1 where there is IPv6. */
  private static List<InetAddress> loopback() throws IOException {
    List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.getByName("127.0.0.1")));
    InetAddress ipv6 = InetAddress.getByName("::1");
    try (ServerSocket probe = new ServerSocket(0, 1, ipv6)) {
      addresses.add(probe.getInetAddress());
    } catch (IOException e) {
      // There is none here.
    }
    return addresses;
  }

  @Test
  void protocolThatIsNotListed_isNotReceived() throws Exception {
    IngestService grpc = start("{grpc: {endpoint: 'localhost:0'}}");
    IngestService http = start("{http: {endpoint: 'localhost:0'}}");

    assertThat(
            sender.call(grpc.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS).status())
        .isEqualTo(200);
    assertThat(grpc.httpPort()).isZero();
    assertThat(sender.post(http.httpPort(), Buffer.buffer()).status()).isEqualTo(200);
    assertThat(http.grpcPort()).isZero();
    await(grpc.stop());
    await(http.stop());
  }

  @Test
  void protocols_ofWhichNoneIsEnabled_areRefused() {
    assertThatThrownBy(() -> config("{grpc: {enabled: false}}"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("grpc and http are both off");
  }

  @Test
  void zeros_areTheDefaultsAndLimitsOfACollector() throws Exception {
    IngestService service = start("""
        {grpc: {endpoint: 'localhost:0', max_recv_msg_size_mib: 0, max_concurrent_streams: 0,
                read_buffer_size: 0, keepalive: {server_parameters: {max_connection_idle: 0,
                max_connection_age: 0, max_connection_age_grace: 0s, time: 0s, timeout: 0s}}},
         http: {endpoint: 'localhost:0', max_request_body_size: 0, idle_timeout: 0s,
                read_timeout: 0, read_header_timeout: 0, write_timeout: 0, cors: {max_age: 0}}}
        """);

    Buffer fourMib = frameOf(4 << 20);
    Buffer more = frameOf((4 << 20) + 1);
    assertThat(sender.call(service.grpcPort(), TestSender.EXPORT, fourMib).header("grpc-message"))
        .startsWith("malformed: ");
    assertThat(sender.call(service.grpcPort(), TestSender.EXPORT, more).header("grpc-message"))
        .isEqualTo("message of 4194305 bytes, at most 4194304");
    assertThat(
            sender.post(service.httpPort(), Buffer.buffer(new byte[20 << 20])).status())
        .isEqualTo(400);
    assertThat(sender
            .post(service.httpPort(), Buffer.buffer(new byte[(20 << 20) + 1]))
            .status())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "4294967295", "2147483648"})
  void streams_haveNoLimit_ifItIsZeroOrHuge(String maxConcurrentStreams) throws Exception {
    IngestService service = start(
        "{grpc: {endpoint: 'localhost:0', max_concurrent_streams: " + maxConcurrentStreams + "}}");

    try (Http2Socket socket = new Http2Socket(service.grpcPort())) {
      for (int stream = 1; stream < 2 * MANY_STREAMS; stream += 2) {
        socket.beginExport(stream);
      }
      int last = 2 * MANY_STREAMS - 1;
      socket.send(DATA, END_STREAM, last, TestSender.NO_SPANS.getBytes());
      assertThat(socket.awaitFrame(HEADERS, last)).isNotEmpty();
    }
  }

  /** Zeros are no fields, so a message of them is malformed if it is read at all. */
  private static Buffer frameOf(int size) {
    return Buffer.buffer().appendByte((byte) 0).appendInt(size).appendBytes(new byte[size]);
  }

  private IngestService start(String protocols) throws Exception {
    return await(IngestService.start(
        vertx,
        config(protocols),
        SettingsReader.defaults(Spans.class).spanmetrics(),
        TestMemory.plan(),
        new Telemetry(new SimpleMeterRegistry(), new Health())));
  }

  record Spans(SpanMetricsConfig spanmetrics) {}

  private static IngestConfig config(String protocols) throws SettingsException {
    return TestConfigs.ingest("{otlp: {protocols: " + protocols + "}}");
  }
}
