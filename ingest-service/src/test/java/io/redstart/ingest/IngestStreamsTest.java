// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static io.redstart.ingest.TestSender.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsReader;
import io.redstart.config.SpanMetricsConfig;
import io.redstart.ingest.receiver.GuardedTransport;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection may do and how long it lasts, on the ports of the whole service. */
class IngestStreamsTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int ACK = 1;
  private static final int REFUSED_STREAM = 7;

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestSender sender = new TestSender(vertx);

  @TempDir
  private Path folder;

  private IngestService service;

  record Spans(SpanMetricsConfig spanmetrics) {}

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("htpasswd"), "ada:old\n");
    IngestConfig config = TestConfigs.ingest("""
        {otlp: {protocols: {
          grpc: {endpoint: 'localhost:0', max_concurrent_streams: 2,
                 keepalive: {server_parameters: {max_connection_age: 1s}}},
          http: {endpoint: 'localhost:0',
                 auth: {reload_interval: 20ms, basic: {htpasswd: {file: '%s'}}}}}}}
        """.formatted(folder.resolve("htpasswd")));
    service = await(IngestService.start(
        vertx,
        config,
        SettingsReader.defaults(Spans.class).spanmetrics(),
        new Telemetry(meters, new Health())));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callBeyondTheLimit_isRefused(boolean acknowledges) throws Exception {
    try (Socket socket = new Socket("localhost", service.grpcPort())) {
      socket.setSoTimeout(10_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      send(socket, PREFACE.getBytes(ISO_8859_1));
      send(socket, frame(SETTINGS, 0, 0, new byte[0]));
      // Wait for the server's settings, which a sender may or may not take note of.
      awaitFrame(in, SETTINGS, 0);
      if (acknowledges) {
        send(socket, frame(SETTINGS, ACK, 0, new byte[0]));
      }
      for (int stream = 1; stream <= 5; stream += 2) {
        send(socket, frame(HEADERS, END_HEADERS, stream, exportHeaders()));
      }

      byte[] reset = awaitFrame(in, RST_STREAM, 5);
      assertThat(reset[3]).isEqualTo((byte) REFUSED_STREAM);
    }
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return Buffer.buffer()
        .appendMedium(payload.length)
        .appendByte((byte) type)
        .appendByte((byte) flags)
        .appendInt(stream)
        .appendBytes(payload)
        .getBytes();
  }

  /** POST and http are of HPACK's static table; 4 is the name of a path, 31 of a content type. */
  private static byte[] exportHeaders() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86, 4, (byte) TestSender.EXPORT.length()});
    block.writeBytes(TestSender.EXPORT.getBytes(ISO_8859_1));
    block.writeBytes(new byte[] {0x0f, 31 - 0x0f, 16});
    block.writeBytes("application/grpc".getBytes(ISO_8859_1));
    return block.toByteArray();
  }

  private static byte[] awaitFrame(DataInputStream in, int type, int stream) throws IOException {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int gotType = in.readUnsignedByte();
      in.readByte();
      int gotStream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (gotType == type && gotStream == stream) {
        return payload;
      }
    }
  }

  @Test
  void oldConnection_isClosed_andTheNextCallIsAnswered() throws Exception {
    sender.call(service.grpcPort(), TestSender.EXPORT, TestSender.NO_SPANS);
    Awaitility.await().until(() -> closed("age") >= 1);

    sender.callUntilOk(service.grpcPort());
  }

  @Test
  void connectionThatIsUpgraded_isAnsweredAndCloses() throws Exception {
    HttpClientOptions options = new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(true)
        .setHttp2ClearTextUpgradeWithPreflightRequest(false);
    HttpClient client = vertx.createHttpClient(options);
    String status = await(client
        .request(HttpMethod.POST, service.grpcPort(), "localhost", TestSender.EXPORT)
        .compose(request ->
            request.putHeader("content-type", "application/grpc").send(TestSender.NO_SPANS))
        .compose(response -> response
            .end()
            .map(ended -> response.version() + " " + response.getTrailer("grpc-status"))));

    assertThat(status).isEqualTo("HTTP_2 0");
    Awaitility.await().until(() -> closed("age") >= 1);
    await(client.close());
  }

  @Test
  void timeoutOfEver_isNotOver() throws Exception {
    assertThat(sender
            .call(
                service.grpcPort(),
                TestSender.EXPORT,
                TestSender.NO_SPANS,
                "grpc-timeout",
                "99999999H")
            .header("grpc-status"))
        .isEqualTo("0");
  }

  @Test
  void passwordThatChanges_isTakenWithoutARestart() throws Exception {
    assertThat(status("ada:old")).isEqualTo(200);
    Files.writeString(folder.resolve("htpasswd"), "ada:new\n");

    Awaitility.await().until(() -> status("ada:new") == 200);
    Awaitility.await().until(() -> status("ada:old") == 401);
    Files.writeString(folder.resolve("htpasswd"), "not a line of it\n");
    assertThat(status("ada:new")).isEqualTo(200);
  }

  private int status(String pair) throws Exception {
    String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes());
    return sender
        .post(service.httpPort(), Buffer.buffer(), "authorization", basic)
        .status();
  }

  private double closed(String reason) {
    return meters
        .counter("redstart.ingest.connections.closed", "port", "grpc", "reason", reason)
        .count();
  }
}
