// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.redstart.config.SettingsReader;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.TestSpans;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.body.GrpcBodyTest;
import io.redstart.ingest.body.GunzipTest;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.SubmissionOutcome;
import io.redstart.ingest.shard.SubmissionRefusal;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both doors over sockets, before a stub of the shards. */
class OtlpReceiverTest {
  private static final int MAX_BYTES = 100_000;
  private static final long RECEIVE_TIMEOUT_MILLIS = 500;
  private static final byte[] REQUEST =
      request(resource("service.name", "checkout"), span("a", 1).build()).toByteArray();

  /** An answer to a call of either kind; for gRPC headers and trailers are one. */
  private record Got(int status, MultiMap headers, Buffer body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  private final Vertx vertx = Vertx.vertx();
  /** Holds answers back if it is there. */
  private volatile Promise<SubmissionOutcome> pending;

  /** Completed by the first request whose answer is held back. */
  private final Promise<Void> submitted = Promise.promise();

  private final Backlog backlog = new Backlog(500, Integer.MAX_VALUE);
  private final Health health = new Health();
  private volatile SubmissionOutcome outcome = new SubmissionOutcome.Accepted();
  private HttpServer grpc;
  private HttpServer http;
  private HttpClient grpcClient;
  private HttpClient httpClient;

  @BeforeEach
  void listen() throws Exception {
    TraceIntake intake = new TraceIntake(
        new SpanFolder(SettingsReader.defaults(SpanMetricsConfig.class), CellLayout.of(), null, 1),
        fold -> submit(),
        new ArrayPool(TestMemory.bodies(10 * MAX_BYTES)),
        backlog,
        new IngestMeters(new SimpleMeterRegistry()),
        null);
    BodyLimits limits = new BodyLimits(MAX_BYTES, RECEIVE_TIMEOUT_MILLIS);
    grpc = vertx
        .createHttpServer()
        .requestHandler(
            new GrpcTraceHandler(vertx, intake, limits, GrpcSideServices.create(vertx, health)));
    http = vertx
        .createHttpServer()
        .requestHandler(new HttpTraceHandler(vertx, intake, limits, "/v1/traces"));
    await(grpc.listen(0, "localhost"));
    await(http.listen(0, "localhost"));
    grpcClient = vertx.createHttpClient(new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false));
    httpClient = vertx.createHttpClient();
  }

  private Future<SubmissionOutcome> submit() {
    Promise<SubmissionOutcome> held = pending;
    if (held == null) {
      return Future.succeededFuture(outcome);
    }
    submitted.tryComplete();
    return held.future();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void grpc_acceptsARequest() throws Exception {
    Got got = export(GrpcBodyTest.frame(0, REQUEST));

    assertThat(got.header("grpc-status")).isEqualTo("0");
    assertThat(got.header("content-type")).isEqualTo("application/grpc");
    assertThat(got.body).isEqualTo(Buffer.buffer(new byte[5]));
  }

  @Test
  void grpc_acceptsAnEmptyMessageAndGzip() throws Exception {
    Got gzip = export(
        GrpcBodyTest.frame(1, GunzipTest.gzip(REQUEST)),
        GrpcTraceHandler.EXPORT_PATH,
        MultiMap.caseInsensitiveMultiMap().add("grpc-encoding", "gzip"));

    assertThat(export(GrpcBodyTest.frame(0, new byte[0])).header("grpc-status")).isEqualTo("0");
    assertThat(gzip.header("grpc-status")).isEqualTo("0");
  }

  @Test
  void grpc_tellsPartialSuccess() throws Exception {
    Got got = export(GrpcBodyTest.frame(0, TestSpans.withInvalidName()));

    ExportTraceServiceResponse response =
        ExportTraceServiceResponse.parseFrom(got.body.getBytes(5, got.body.length()));
    assertThat(got.header("grpc-status")).isEqualTo("0");
    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage()).contains("invalid UTF-8");
  }

  @Test
  void grpc_warnsOfARequestWithoutARecognizedSpan() throws Exception {
    byte[] logs = {0x12, 1, 0};
    Got got = export(GrpcBodyTest.frame(0, logs));

    ExportTraceServiceResponse response =
        ExportTraceServiceResponse.parseFrom(got.body.getBytes(5, got.body.length()));
    assertThat(got.header("grpc-status")).isEqualTo("0");
    assertThat(response.getPartialSuccess().getRejectedSpans()).isZero();
    assertThat(response.getPartialSuccess().getErrorMessage())
        .isEqualTo("no span was recognized: field 2 of ExportTraceServiceRequest is not known");
  }

  @Test
  void grpc_tellsWhenToComeBack() throws Exception {
    outcome =
        new SubmissionOutcome.Refused(SubmissionRefusal.NO_ROOM, "the aggregators are busy", 1_250);
    Got got = export(GrpcBodyTest.frame(0, REQUEST));

    assertThat(got.header("grpc-status")).isEqualTo("14");
    assertThat(got.header("grpc-message")).isEqualTo("the aggregators are busy");
    Status status =
        Status.parseFrom(Base64.getDecoder().decode(got.header("grpc-status-details-bin")));
    assertThat(status.getCode()).isEqualTo(14);
    RetryInfo retry = status.getDetails(0).unpack(RetryInfo.class);
    assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(retry.getRetryDelay().getNanos()).isEqualTo(250_000_000);
  }

  @Test
  void grpc_ofUnknownFate_hasNoRetryInfo() throws Exception {
    outcome = new SubmissionOutcome.Unknown("no answer");
    Got got = export(GrpcBodyTest.frame(0, REQUEST));

    assertThat(got.header("grpc-status")).isEqualTo("14");
    assertThat(got.headers.contains("grpc-status-details-bin")).isFalse();
  }

  @Test
  void grpc_refusesWhatIsNotARequest() throws Exception {
    assertThat(export(Buffer.buffer()).header("grpc-message")).isEqualTo("no message");
    assertThat(export(GrpcBodyTest.frame(0, REQUEST).slice(0, 20)).header("grpc-status"))
        .isEqualTo("3");
    assertThat(export(GrpcBodyTest.frame(0, new byte[] {0x0a, 9})).header("grpc-message"))
        .isEqualTo("malformed: length 9 exceeds 0 bytes left at byte 1");
    assertThat(export(GrpcBodyTest.frame(1, REQUEST)).header("grpc-message"))
        .isEqualTo("compressed message without grpc-encoding");
    assertThat(export(GrpcBodyTest.frame(0, new byte[MAX_BYTES + 1])).header("grpc-status"))
        .isEqualTo("8");
  }

  @Test
  void grpc_refusesWhatItDoesNotTake() throws Exception {
    Got metrics = export(
        GrpcBodyTest.frame(0, new byte[0]),
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        MultiMap.caseInsensitiveMultiMap());
    Got brotli = export(
        GrpcBodyTest.frame(1, REQUEST),
        GrpcTraceHandler.EXPORT_PATH,
        MultiMap.caseInsensitiveMultiMap().add("grpc-encoding", "br"));

    assertThat(metrics.header("grpc-status")).isEqualTo("12");
    assertThat(metrics.header("grpc-message"))
        .isEqualTo("only traces are accepted, at " + GrpcTraceHandler.EXPORT_PATH);
    assertThat(brotli.header("grpc-status")).isEqualTo("12");
    assertThat(brotli.header("grpc-accept-encoding")).isEqualTo("identity,gzip,deflate,zstd");
  }

  @Test
  void grpc_refusesACallWithoutAMethod() throws Exception {
    Got got = export(
        GrpcBodyTest.frame(0, REQUEST), "?" + GrpcTraceHandler.EXPORT_PATH.substring(1), headers());

    assertThat(got.header("grpc-status")).isEqualTo("12");
    assertThat(got.header("grpc-message")).isEqualTo("the path names no method");
  }

  @Test
  void grpc_tellsHealth() throws Exception {
    Buffer traces = GrpcBodyTest.frame(
        0,
        HealthCheckRequest.newBuilder()
            .setService("opentelemetry.proto.collector.trace.v1.TraceService")
            .build()
            .toByteArray());
    Buffer serving = GrpcBodyTest.frame(0, new byte[] {1 << 3, 1});
    Buffer notServing = GrpcBodyTest.frame(0, new byte[] {1 << 3, 2});

    assertThat(export(traces, "/grpc.health.v1.Health/Check", headers()).body).isEqualTo(serving);
    health.check("test", () -> Optional.of("not yet"));
    assertThat(export(traces, "/grpc.health.v1.Health/Check", headers()).body)
        .isEqualTo(notServing);
  }

  @Test
  void grpc_endsACallThatNeverEnds() throws Exception {
    HttpClientRequest call = await(grpcClient.request(
        HttpMethod.POST, grpc.actualPort(), "localhost", GrpcTraceHandler.EXPORT_PATH));
    Promise<Long> reset = Promise.promise();
    call.exceptionHandler(failure -> {
      if (failure instanceof StreamResetException broken) {
        reset.tryComplete(broken.getCode());
      }
    });
    call.putHeader("content-type", "application/grpc").setChunked(true);
    await(call.write(GrpcBodyTest.frame(0, REQUEST).slice(0, 20)));
    HttpClientResponse response = await(call.response());

    assertThat(response.getHeader("grpc-status")).isEqualTo("4");
    assertThat(await(reset.future())).isZero();
    assertThat(export(GrpcBodyTest.frame(0, REQUEST)).header("grpc-status")).isEqualTo("0");
  }

  @Test
  void grpc_senderThatGoesAwayBeforeItsAnswer_doesNoHarm() throws Exception {
    Promise<Throwable> unhandled = Promise.promise();
    vertx.exceptionHandler(unhandled::tryComplete);
    pending = Promise.promise();
    HttpClientRequest call = await(grpcClient.request(
        HttpMethod.POST, grpc.actualPort(), "localhost", GrpcTraceHandler.EXPORT_PATH));
    call.putHeader("content-type", "application/grpc");
    await(call.end(GrpcBodyTest.frame(0, REQUEST)));
    await(submitted.future());
    await(call.reset(8));
    Promise<SubmissionOutcome> held = pending;
    pending = null;
    // The connection keeps the order: this call is answered after the reset was seen.
    assertThat(export(GrpcBodyTest.frame(0, REQUEST)).header("grpc-status")).isEqualTo("0");
    held.complete(new SubmissionOutcome.Accepted());

    assertThat(export(GrpcBodyTest.frame(0, REQUEST)).header("grpc-status")).isEqualTo("0");
    assertThat(unhandled.future().isComplete()).isFalse();
  }

  @Test
  void http_acceptsARequest() throws Exception {
    Got got = post(Buffer.buffer(REQUEST), "content-type", "application/x-protobuf; a=b");
    Got gzip = post(
        Buffer.buffer(GunzipTest.gzip(REQUEST)),
        "content-type",
        "application/x-protobuf",
        "content-encoding",
        "gzip");

    assertThat(got.status).isEqualTo(200);
    assertThat(got.header("content-type")).isEqualTo("application/x-protobuf");
    assertThat(got.body.length()).isZero();
    assertThat(gzip.status).isEqualTo(200);
  }

  @Test
  void http_answersJsonInJson() throws Exception {
    Buffer json = Buffer.buffer(
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"name\": \"a\"}]}]}]}");
    String type = "application/json; charset=utf-8";
    Got accepted = post(json, "content-type", type);
    Got gzip = post(
        Buffer.buffer(GunzipTest.gzip(json.getBytes())),
        "content-type",
        type,
        "content-encoding",
        "gzip");
    Got malformed = post(Buffer.buffer("{"), "content-type", type);
    outcome = new SubmissionOutcome.Partial(1, "no answer");
    Got partial = post(json, "content-type", type);
    outcome = new SubmissionOutcome.Refused(SubmissionRefusal.NO_ROOM, "busy", 1_250);
    Got refused = post(json, "content-type", type);

    assertThat(accepted.body.toString()).isEqualTo("{}");
    assertThat(accepted.status).isEqualTo(200);
    assertThat(accepted.header("content-type")).isEqualTo("application/json");
    assertThat(accepted.body.toString()).isEqualTo("{}");
    assertThat(gzip.status).isEqualTo(200);
    assertThat(malformed.status).isEqualTo(400);
    assertThat(malformed.body.toJsonObject().getInteger("code")).isEqualTo(3);
    assertThat(malformed.body.toJsonObject().getString("message"))
        .startsWith("malformed: not JSON: ")
        .endsWith(" at line 1, column 2");
    assertThat(partial.body.toString())
        .isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"no answer\"}}");
    assertThat(refused.status).isEqualTo(503);
    Status.Builder status = Status.newBuilder();
    JsonFormat.parser()
        .usingTypeRegistry(
            JsonFormat.TypeRegistry.newBuilder().add(RetryInfo.getDescriptor()).build())
        .merge(refused.body.toString(), status);
    assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getNanos())
        .isEqualTo(250_000_000);
  }

  @Test
  void http_warnsOfARequestWithoutARecognizedSpan() throws Exception {
    Got json = post(
        Buffer.buffer("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":1}]}]}]}"),
        "content-type",
        "application/json");
    Got protobuf =
        post(Buffer.buffer(new byte[] {0x12, 1, 0}), "content-type", "application/x-protobuf");

    assertThat(json.status).isEqualTo(200);
    assertThat(json.body.toString())
        .isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"0\",\"errorMessage\":\"no span was"
            + " recognized: \\\"resourceLogs\\\" of ExportTraceServiceRequest is not known\"}}");
    assertThat(protobuf.status).isEqualTo(200);
    assertThat(ExportTraceServiceResponse.parseFrom(protobuf.body.getBytes())
            .getPartialSuccess()
            .getErrorMessage())
        .startsWith("no span was recognized: field 2 of ");
  }

  @Test
  void http_readsGzipByBothItsNames() throws Exception {
    for (String coding : List.of("gzip", "x-gzip", "X-GZip")) {
      Got got = post(
          Buffer.buffer(GunzipTest.gzip(REQUEST)),
          "content-type",
          "application/x-protobuf",
          "content-encoding",
          coding);
      assertThat(got.status).as(coding).isEqualTo(200);
    }
  }

  @Test
  void http_tellsErrorsAsStatusMessages() throws Exception {
    Got got = post(Buffer.buffer(new byte[] {0x0a, 9}), "content-type", "application/x-protobuf");

    assertThat(got.status).isEqualTo(400);
    assertThat(got.header("content-type")).isEqualTo("application/x-protobuf");
    assertThat(Status.parseFrom(got.body.getBytes()).getMessage())
        .isEqualTo("malformed: length 9 exceeds 0 bytes left at byte 1");
  }

  @Test
  void http_tellsWhenToComeBack() throws Exception {
    outcome = new SubmissionOutcome.Refused(SubmissionRefusal.NO_ROOM, "busy", 1_250);
    Got refused = post(Buffer.buffer(REQUEST), "content-type", "application/x-protobuf");
    outcome = new SubmissionOutcome.Unknown("no answer");
    Got unknown = post(Buffer.buffer(REQUEST), "content-type", "application/x-protobuf");

    assertThat(refused.status).isEqualTo(503);
    assertThat(refused.header("retry-after")).isEqualTo("2");
    assertThat(unknown.status).isEqualTo(504);
    assertThat(unknown.header("retry-after")).isNull();
  }

  @Test
  void http_refusesWhatItDoesNotKnow() throws Exception {
    Got get = send(httpClient, http, HttpMethod.GET, "/v1/traces", headers(), Buffer.buffer());
    Got logs = send(httpClient, http, HttpMethod.POST, "/v1/logs", headers(), Buffer.buffer());
    Got xml = post(Buffer.buffer("<a/>"), "content-type", "application/xml");
    Got brotli = post(
        Buffer.buffer(REQUEST), "content-type", "application/x-protobuf", "content-encoding", "br");

    assertThat(get.status).isEqualTo(405);
    assertThat(get.header("allow")).isEqualTo("POST");
    assertThat(logs.status).isEqualTo(404);
    assertThat(logs.body.toString()).contains("only /v1/traces exists", "OTEL_LOGS_EXPORTER=none");
    assertThat(xml.status).isEqualTo(415);
    assertThat(xml.header("accept-encoding")).isNull();
    assertThat(brotli.status).isEqualTo(415);
    assertThat(brotli.header("accept-encoding")).isEqualTo("identity,gzip,deflate,zstd");
  }

  @Test
  void http_refusesWhatIsTooLarge() throws Exception {
    Got sent =
        post(Buffer.buffer(new byte[MAX_BYTES + 1]), "content-type", "application/x-protobuf");
    Got inflated = post(
        Buffer.buffer(GunzipTest.gzip(new byte[MAX_BYTES + 1])),
        "content-type",
        "application/x-protobuf",
        "content-encoding",
        "gzip");

    assertThat(sent.status).isEqualTo(413);
    assertThat(inflated.status).isEqualTo(413);
  }

  @Test
  void requestsBeyondTheBacklog_areToldToComeBack() throws Exception {
    BacklogTest.fill(backlog);

    Got http = post(Buffer.buffer(REQUEST), "content-type", "application/x-protobuf");
    Got grpc = export(GrpcBodyTest.frame(0, REQUEST));

    assertThat(http.status).isEqualTo(503);
    assertThat(http.header("retry-after")).isEqualTo("1");
    assertThat(Status.parseFrom(http.body.getBytes()).getMessage())
        .isEqualTo("more requests arrive than can be read in time");
    assertThat(grpc.header("grpc-status")).isEqualTo("14");
    assertThat(grpc.header("grpc-status-details-bin")).isNotNull();

    backlog.ended(true);
    backlog.tick(Backlog.TICK_MILLIS);
    assertThat(post(Buffer.buffer(REQUEST), "content-type", "application/x-protobuf").status)
        .isEqualTo(200);
    assertThat(export(GrpcBodyTest.frame(0, REQUEST)).header("grpc-status")).isEqualTo("0");
  }

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  private Got post(Buffer body, String... headers) throws Exception {
    return send(httpClient, http, HttpMethod.POST, "/v1/traces", headers(headers), body);
  }

  private Got export(Buffer body) throws Exception {
    return export(body, GrpcTraceHandler.EXPORT_PATH, headers());
  }

  private Got export(Buffer body, String path, MultiMap headers) throws Exception {
    headers.add("content-type", "application/grpc").add("te", "trailers");
    return send(grpcClient, grpc, HttpMethod.POST, path, headers, body);
  }

  private static Got send(
      HttpClient client,
      HttpServer server,
      HttpMethod method,
      String path,
      MultiMap headers,
      Buffer body)
      throws Exception {
    return await(client.request(method, server.actualPort(), "localhost", path).compose(request -> {
      request.headers().addAll(headers);
      // The body is asked for where the response arrives: on this thread it could be too late.
      return request.send(body).compose(OtlpReceiverTest::got);
    }));
  }

  private static Future<Got> got(HttpClientResponse response) {
    return response.body().map(bytes -> {
      MultiMap all = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
      return new Got(response.statusCode(), all.addAll(response.trailers()), bytes);
    });
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
