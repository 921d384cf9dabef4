// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static io.redstart.ingest.TestSender.EXPORT;
import static io.redstart.ingest.TestSender.await;
import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static io.redstart.ingest.body.GrpcBodyTest.frame;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.rpc.Status;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.Endpoint;
import io.redstart.config.SettingsReader;
import io.redstart.connection.ConnectionLimits;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.GuardedServer;
import io.redstart.connection.GuardedTransport;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.TestSender;
import io.redstart.ingest.TestSender.Got;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.body.GunzipTest;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.SubmissionOutcome;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.DeflaterOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What senders do by mistake or to harm, over sockets: each gets a precise answer, the next request is
 * answered as if nothing had been, and no memory stays held.
 */
class ReceiverTrapsTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final long RECEIVE_TIMEOUT_MILLIS = 500;
  private static final byte[] REQUEST =
      request(resource("service.name", "checkout"), span("a", 1).build()).toByteArray();

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final Context context = vertx.getOrCreateContext();
  private final TestSender sender = new TestSender(vertx);
  private final LongAdder held = new LongAdder();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Holds the outcomes back if it is there. */
  private final AtomicReference<Promise<SubmissionOutcome>> pending = new AtomicReference<>();

  private HttpServer grpc;
  private HttpServer http;

  @BeforeEach
  void listen() throws Exception {
    TraceIntake intake = new TraceIntake(
        new SpanFolder(SettingsReader.defaults(SpanMetricsConfig.class), CellLayout.of(), null, 1),
        fold -> submit(),
        // A message as sent, and inflated while its array grows.
        new ArrayPool(TestMemory.bodies(4 * MAX_BYTES), 1, held),
        new Backlog(0, Integer.MAX_VALUE),
        new IngestMeters(meters),
        null);
    BodyLimits limits = new BodyLimits(MAX_BYTES, RECEIVE_TIMEOUT_MILLIS);
    grpc = listen(
        new GrpcTraceHandler(vertx, intake, limits, GrpcSideServices.create(vertx, new Health())));
    http = listen(new HttpTraceHandler(vertx, intake, limits, "/v1/traces"));
  }

  private HttpServer listen(Handler<HttpServerRequest> handler) throws Exception {
    ConnectionMeters connections = new ConnectionMeters(
        meters, "test", Tags.empty(), "a port", new IngestMeters(meters).refusals());
    HttpServerOptions options = new HttpServerOptions()
        .setHost("localhost")
        .setPort(GuardedServer.portOf(new Endpoint("localhost", 0)));
    Promise<HttpServer> server = Promise.promise();
    context.runOnContext(now -> GuardedServer.create(
            vertx,
            options,
            ConnectionLimits.ageless(1_000, RECEIVE_TIMEOUT_MILLIS, 60_000),
            connections,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
            handler)
        .listen()
        .onComplete(server));
    return await(server.future());
  }

  private Future<SubmissionOutcome> submit() {
    Promise<SubmissionOutcome> promise = pending.get();
    return promise == null
        ? Future.succeededFuture(new SubmissionOutcome.Accepted())
        : promise.future();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    pending.set(null);
    TestSender fresh = new TestSender(vertx);
    assertThat(fresh.call(grpc.actualPort(), EXPORT, frame(0, REQUEST)).header("grpc-status"))
        .isEqualTo("0");
    assertThat(fresh.post(http.actualPort(), Buffer.buffer(REQUEST)).status()).isEqualTo(200);
    Awaitility.await().untilAsserted(() -> assertThat(held.sum()).isZero());
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void bomb_isRefusedWithinTheLimit(String encoding) throws Exception {
    byte[] bomb = compressed(encoding, new byte[1000 * MAX_BYTES / 10]);
    assertThat(bomb.length).isLessThan(MAX_BYTES / 8);

    Got call = sender.call(grpc.actualPort(), EXPORT, frame(1, bomb), "grpc-encoding", encoding);
    Got post = sender.post(http.actualPort(), Buffer.buffer(bomb), "content-encoding", encoding);

    assertThat(call.header("grpc-status")).isEqualTo("8");
    assertThat(call.header("grpc-message")).startsWith("request inflates to ");
    assertThat(call.header("grpc-status-details-bin")).isNull();
    assertThat(post.status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void garbageInACoding_isMalformed(String encoding) throws Exception {
    byte[] whole = compressed(encoding, REQUEST);
    byte[] cut = Arrays.copyOfRange(whole, 1, whole.length);

    Got call = sender.call(grpc.actualPort(), EXPORT, frame(1, cut), "grpc-encoding", encoding);
    Got post = sender.post(
        http.actualPort(), Buffer.buffer("no such thing"), "content-encoding", encoding);

    assertThat(call.header("grpc-status")).isEqualTo("3");
    assertThat(call.header("grpc-message")).startsWith("malformed " + encoding);
    assertThat(post.status()).isEqualTo(400);
  }

  @Test
  void grpc_refusesFramesThatAreWrong() throws Exception {
    Buffer good = frame(0, REQUEST);

    assertRefused(frame(0, new byte[MAX_BYTES + 1]), "8", "message of 1048577 bytes");
    assertRefused(frame(1, REQUEST), "3", "compressed message without grpc-encoding");
    assertRefused(
        frame(1, REQUEST),
        "3",
        "compressed message without grpc-encoding",
        "grpc-encoding",
        "identity");
    assertRefused(frame(2, REQUEST), "3", "compressed flag is 2");
    assertRefused(good.slice(0, good.length() - 1), "3", "message is cut off: ");
    assertRefused(good.slice(0, 3), "3", "message is cut off in its prefix");
    assertRefused(Buffer.buffer(), "3", "no message");
    assertRefused(good.copy().appendByte((byte) 0), "3", "more than one message");
    assertRefused(good.copy().appendBuffer(good), "3", "more than one message");
  }

  private void assertRefused(Buffer body, String status, String message, String... headers)
      throws Exception {
    Got got = sender.call(grpc.actualPort(), EXPORT, body, headers);
    assertThat(got.header("grpc-status")).isEqualTo(status);
    assertThat(got.header("grpc-message")).startsWith(message);
  }

  @Test
  void grpc_takesAPrefixInPieces() throws Exception {
    HttpClientRequest call = begin(HttpVersion.HTTP_2, grpc, EXPORT);
    Future<String> status = call.response()
        .compose(response -> response.end().map(ended -> response.trailers().get("grpc-status")));
    Buffer body = frame(0, REQUEST);
    for (int i = 0; i < 7; i++) {
      await(call.write(body.slice(i, i + 1)));
    }
    await(call.end(body.slice(7, body.length())));

    assertThat(await(status)).isEqualTo("0");
  }

  @Test
  void grpc_resetInTheMiddle_freesItsMemory() throws Exception {
    HttpClientRequest call = begin(HttpVersion.HTTP_2, grpc, EXPORT);
    await(call.write(frame(0, new byte[500_000]).slice(0, 300_000)));
    Awaitility.await().until(() -> held.sum() > 0);
    await(call.reset(8));

    Awaitility.await().until(() -> held.sum() == 0);
  }

  @Test
  void http_connectionThatBreaks_freesItsMemory() throws Exception {
    try (Socket socket = new Socket("localhost", http.actualPort())) {
      socket.getOutputStream().write(head("Content-Length: 100000").getBytes(ISO_8859_1));
      socket.getOutputStream().write(new byte[50_000]);
      Awaitility.await().until(() -> held.sum() > 0);
    }

    Awaitility.await().until(() -> held.sum() == 0);
  }

  @Test
  void grpc_manyCallsOfAConnection_areAllAnswered() throws Exception {
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      calls.add(sender
          .client(HttpVersion.HTTP_2)
          .request(HttpMethod.POST, grpc.actualPort(), "localhost", EXPORT)
          .compose(call -> call.putHeader("content-type", "application/grpc")
              .send(frame(0, REQUEST))
              .compose(response ->
                  response.end().map(ended -> response.trailers().get("grpc-status")))));
    }
    await(Future.join(calls));

    assertThat(calls).allMatch(call -> "0".equals(call.result()));
  }

  @Test
  void grpc_ofAnotherContentType_isRefused() throws Exception {
    Got got = sender.send(
        HttpVersion.HTTP_2,
        HttpMethod.POST,
        grpc.actualPort(),
        EXPORT,
        Buffer.buffer(REQUEST),
        "content-type",
        "application/x-protobuf");

    assertThat(got.status()).isEqualTo(415);
  }

  @Test
  void grpc_overHttp1_tellsWhatThePortIsFor() throws Exception {
    Got got = sender.post(grpc.actualPort(), Buffer.buffer(REQUEST));

    assertThat(got.status()).isEqualTo(426);
    assertThat(got.header("upgrade")).isEqualTo("h2c");
    assertThat(got.body().toString()).startsWith("this port is for OTLP/gRPC");
  }

  @Test
  void grpc_answersAtTheSendersDeadline_andCountsOnce() throws Exception {
    Promise<SubmissionOutcome> late = Promise.promise();
    pending.set(late);
    Got got = sender.call(grpc.actualPort(), EXPORT, frame(0, REQUEST), "grpc-timeout", "100m");
    late.complete(new SubmissionOutcome.Accepted());

    assertThat(got.header("grpc-status")).isEqualTo("4");
    assertThat(got.header("grpc-message"))
        .isEqualTo("not acknowledged within its deadline of 100 ms");
    Awaitility.await().until(() -> spans("accepted") == 1);
    assertThat(requests("deadline")).isEqualTo(1);
    assertThat(requests("accepted")).isZero();
    assertThat(spans("unknown") + spans("refused")).isZero();
  }

  @Test
  void grpc_deadlineWhileItArrives_countsNothing() throws Exception {
    HttpClientRequest call = sender
        .client(HttpVersion.HTTP_2)
        .request(HttpMethod.POST, grpc.actualPort(), "localhost", EXPORT)
        .map(request -> request
            .putHeader("content-type", "application/grpc")
            .putHeader("grpc-timeout", "100m")
            .setChunked(true))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    await(call.write(frame(0, REQUEST).slice(0, 20)));

    assertThat(await(call.response()).getHeader("grpc-message"))
        .isEqualTo("body not received within its deadline of 100 ms");
    assertThat(requests("too_slow")).isEqualTo(1);
    assertThat(spans("accepted")).isZero();
  }

  @Test
  void http_endlessChunks_areCutAtTheLimit() throws Exception {
    HttpClientRequest post = begin(HttpVersion.HTTP_1_1, http, "/v1/traces");
    Buffer chunk = Buffer.buffer(new byte[64 << 10]);
    for (int i = 0; i < 17; i++) {
      await(post.write(chunk));
    }

    var response = await(post.response());
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(held.sum()).isZero();
    Promise<Void> closed = Promise.promise();
    post.connection().closeHandler(closed::complete);
    await(closed.future());
  }

  @Test
  void http_slowBody_isToldSo() throws Exception {
    HttpClientRequest post = begin(HttpVersion.HTTP_1_1, http, "/v1/traces");
    await(post.write(Buffer.buffer(REQUEST).slice(0, 5)));

    assertThat(await(post.response()).statusCode()).isEqualTo(408);
  }

  @Test
  void http_chunkedAndExpected_isTaken() throws Exception {
    String answers = talk(head("Transfer-Encoding: chunked", "Expect: 100-continue")
        + "%x\r\n%s\r\n0\r\n\r\n".formatted(REQUEST.length, new String(REQUEST, ISO_8859_1)));

    assertThat(answers).startsWith("HTTP/1.1 100 Continue\r\n").contains("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void http_anotherExpectation_isRefused() throws Exception {
    String answers = talk(head("Content-Length: 0", "Expect: 200-ok"));

    assertThat(answers).startsWith("HTTP/1.1 417 ").contains("only 100-continue can be expected");
  }

  @Test
  void http_expectingHeadersThatAreRefused_getNoContinue() throws Exception {
    String expect = "Expect: 100-continue";
    // The connection ends with the answer, or this would wait for what comes next.
    assertThat(talk(head("Content-Length: 9999999", expect))).startsWith("HTTP/1.1 413 ");
    String elsewhere = head("Content-Length: 4", expect).replace("/v1/traces", "/v1/logs");
    assertThat(talk(elsewhere)).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void http_anEmptyCoding_isNone() throws Exception {
    Got got = sender.post(http.actualPort(), Buffer.buffer(REQUEST), "content-encoding", "");

    assertThat(got.status()).isEqualTo(200);
  }

  @Test
  void http_readsWithoutABody_areRefused() throws Exception {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
        Got got = sender.send(version, method, http.actualPort(), "/v1/traces", Buffer.buffer());
        assertThat(got.status()).isEqualTo(405);
        assertThat(got.header("allow")).isEqualTo("POST");
      }
    }
  }

  @Test
  void http_answersAlikeOverHttp1AndH2c() throws Exception {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      assertThat(posted(version, "/v1/traces", "application/x-protobuf").status())
          .isEqualTo(200);
      assertThat(posted(version, "/v1/metrics", "application/x-protobuf").status())
          .isEqualTo(404);
      Got text = posted(version, "/v1/traces", "text/plain");
      assertThat(text.status()).isEqualTo(415);
      assertThat(Status.parseFrom(text.body().getBytes()).getMessage()).contains("text/plain");
    }
  }

  private Got posted(HttpVersion version, String path, String type) throws Exception {
    return sender.send(
        version,
        HttpMethod.POST,
        http.actualPort(),
        path,
        Buffer.buffer(REQUEST),
        "content-type",
        type);
  }

  private HttpClientRequest begin(HttpVersion version, HttpServer server, String path)
      throws Exception {
    boolean grpcCall = server == grpc;
    HttpClientRequest request = await(
        sender.client(version).request(HttpMethod.POST, server.actualPort(), "localhost", path));
    return request
        .setChunked(true)
        .putHeader("content-type", grpcCall ? "application/grpc" : "application/x-protobuf");
  }

  private static String head(String... headers) {
    return "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/x-protobuf\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private String talk(String request) throws IOException {
    try (Socket socket = new Socket("localhost", http.actualPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private double requests(String answer) {
    return meters
        .counter("redstart.ingest.requests", "protocol", "grpc", "answer", answer)
        .count();
  }

  private double spans(String outcome) {
    return meters.counter("redstart.ingest.spans", "outcome", outcome).count();
  }

  private static byte[] compressed(String encoding, byte[] plain) throws IOException {
    if (encoding.equals("gzip")) {
      return GunzipTest.gzip(plain);
    }
    if (encoding.equals("zstd")) {
      return Zstd.compress(plain);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(bytes)) {
      deflate.write(plain);
    }
    return bytes.toByteArray();
  }
}
