// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.api.answer.AnswerSender;
import io.redstart.query.api.answer.JsonParts;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.endpoint.ApiEndpoint;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.pool.QueryMemory;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.api.request.FormReader;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.promql.limit.QueryLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests clients that read their answers fast, slowly, or not at all. */
@Timeout(60)
class AnswerSenderTest {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration IMPATIENT = Duration.ofMillis(300);
  private static final int BUDGET_BYTES = 64 << 20;

  /** Enough entries that the answer does not fit into a socket's buffers. */
  private static final int ENTRIES = 4_000_000;

  private static final int HELD_BYTES = 8 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ApiMeters meters = new ApiMeters(registry);
  private final MemoryBudget budget = new MemoryBudget("queries", BUDGET_BYTES);
  private final QueryPool pool = new QueryPool(
      vertx,
      2,
      new QueryMemory(budget, 1_000, meters, System::nanoTime),
      new Processors(1, System::nanoTime));
  private final List<Socket> sockets = new ArrayList<>();
  private int port;

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    pool.close();
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** Serves an endpoint; clients may stop reading for as long as the timeout. */
  private void serve(ApiEndpoint endpoint, Duration timeout) {
    AnswerSender sender = new AnswerSender(vertx, meters, timeout);
    Router router = Router.router(vertx);
    router
        .route("/")
        .handler(
            new ApiHandler("test", context -> endpoint, forms(), pool, sender, meters, 20_000));
    HttpServer server =
        join(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    port = server.actualPort();
  }

  private FormReader forms() {
    return new FormReader(vertx, new RequestLimits(10_000, new MemoryBudget("requests", 64 << 20)));
  }

  private static Result numbers(int count, QueryLimits limits) {
    limits.hold(HELD_BYTES);
    Iterable<Integer> numbers = () -> IntStream.range(0, count).iterator();
    JsonParts parts = JsonParts.array(numbers, (number, json) -> json.writeNumber(number));
    return new Result(parts, List.of(), List.of());
  }

  private static Result large(Parameters parameters, QueryLimits limits) {
    return numbers(ENTRIES, limits);
  }

  /** Fails after some chunks. */
  private static Result broken(Parameters parameters, QueryLimits limits) {
    Iterable<Integer> numbers = () -> IntStream.range(0, ENTRIES).iterator();
    JsonParts parts = JsonParts.array(numbers, (number, json) -> {
      if (number == 100_000) {
        throw new IOException("broken");
      }
      json.writeNumber(number);
    });
    return new Result(parts, List.of(), List.of());
  }

  private HttpResponse<InputStream> get(String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Sends a request and reads nothing. */
  private Socket ask(String version) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    String request = "GET / " + version + "\r\nHost: test\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String readAll(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] bytes = new byte[64 * 1024];
    try {
      InputStream in = socket.getInputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        all.append(new String(bytes, 0, read, StandardCharsets.US_ASCII));
      }
    } catch (SocketException reset) {
      return all + " RESET";
    }
    return all.toString();
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
  }

  private double cutOff(String reason) {
    Counter counter =
        registry.find("redstart.query.answers.cut").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  private boolean isIdle() {
    return budget.usedBytes() == 0 && pool.running() == 0 && pool.waiting() == 0;
  }

  @Test
  void send_ofOneChunkHasALength() throws Exception {
    serve((parameters, limits) -> numbers(3, limits), PATIENT);
    HttpResponse<InputStream> response = get();

    assertThat(response.body().readAllBytes())
        .asString()
        .isEqualTo("{\"status\":\"success\",\"data\":[0,1,2]}");
    assertThat(response.headers().firstValueAsLong("content-length")).hasValue(35);
    await(this::isIdle);
  }

  @Test
  void send_ofManyChunksIsComplete() throws Exception {
    serve((parameters, limits) -> numbers(200_000, limits), PATIENT);
    JsonArray expected = new JsonArray(IntStream.range(0, 200_000).boxed().toList());

    HttpResponse<InputStream> plain = get();
    assertThat(plain.headers().firstValue("content-length")).isEmpty();
    String text = new String(plain.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(new JsonObject(text).getJsonArray("data").equals(expected)).isTrue();

    HttpResponse<InputStream> packed = get("accept-encoding", "gzip");
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    byte[] unpacked = new GZIPInputStream(packed.body()).readAllBytes();
    assertThat(new String(unpacked, StandardCharsets.UTF_8).equals(text)).isTrue();
    await(this::isIdle);
  }

  @Test
  void send_toHttp10EndsWithTheConnection() throws Exception {
    serve((parameters, limits) -> numbers(200_000, limits), PATIENT);

    assertThat(readAll(ask("HTTP/1.0\r\nConnection: keep-alive")))
        .startsWith("HTTP/1.0 200 OK")
        .endsWith(",199999]}");
  }

  @Test
  void send_toAClientThatTakesNothingHoldsNoThreadAndEnds() throws Exception {
    serve(AnswerSenderTest::large, IMPATIENT);
    Socket silent = ask("HTTP/1.1");

    await(() -> budget.usedBytes() > HELD_BYTES && pool.running() == 0);
    await(() -> cutOff("slow_client") == 1);
    await(this::isIdle);
    assertThat(readAll(silent)).endsWith("RESET").doesNotContain("]}");
  }

  @Test
  void send_toManyClientsThatTakeNothingStaysWithinTheBudget() throws Exception {
    serve(AnswerSenderTest::large, IMPATIENT);
    for (int i = 0; i < 20; i++) {
      ask("HTTP/1.1");
    }

    await(() -> pool.waiting() > 0);
    await(() -> {
      assertThat(budget.usedBytes()).isLessThanOrEqualTo(BUDGET_BYTES);
      return cutOff("slow_client") == 20;
    });
    await(this::isIdle);
    assertThat(get().statusCode()).isEqualTo(200);
  }

  @Test
  void send_of100MegabytesHoldsNoMoreThanAFewChunks() throws Exception {
    int count = 13_000_000;
    serve((parameters, limits) -> numbers(count, limits), PATIENT);
    long bytes = 0;
    byte[] read = new byte[64 * 1024];
    try (InputStream in = get().body()) {
      for (int length = in.read(read); length >= 0; length = in.read(read)) {
        bytes += length;
        assertThat(budget.usedBytes()).isLessThan(HELD_BYTES + (1 << 20));
      }
    }
    assertThat(bytes).isGreaterThan(100_000_000);
    await(this::isIdle);
  }

  @Test
  void send_endsWhenTheClientLeaves() throws Exception {
    serve(AnswerSenderTest::large, PATIENT);
    Socket leaving = ask("HTTP/1.1");
    await(() -> budget.usedBytes() > HELD_BYTES);

    leaving.close();

    await(this::isIdle);
    assertThat(cutOff("slow_client")).isZero();
  }

  @Test
  void send_ofAnAnswerThatFailsMidwayResets() throws Exception {
    serve(AnswerSenderTest::broken, PATIENT);

    assertThat(readAll(ask("HTTP/1.1"))).startsWith("HTTP/1.1 200 OK").endsWith("RESET");
    assertThat(cutOff("failure")).isEqualTo(1);
    await(this::isIdle);
  }

  @Test
  void handle_endsTheQueryOfAClientThatLeaves() throws Exception {
    serve(
        (parameters, limits) -> {
          while (true) {
            limits.check();
          }
        },
        PATIENT);
    Socket first = ask("HTTP/1.1");
    Socket second = ask("HTTP/1.1");
    await(() -> pool.running() == 2);
    Socket third = ask("HTTP/1.1");
    await(() -> pool.waiting() == 1);

    third.close();
    await(() -> pool.waiting() == 0);
    first.close();
    second.close();
    await(this::isIdle);
  }

  @Test
  void handle_ofALateQueryIsATimeout() throws Exception {
    serve(
        (parameters, limits) -> {
          while (true) {
            limits.check();
          }
        },
        PATIENT);
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/?timeout=50ms"))
        .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo("{\"status\":\"error\",\"errorType\":\"timeout\","
            + "\"error\":\"query timed out in query execution"
            + " (query.timeout, or the timeout of the request)\"}");
    await(this::isIdle);
  }
}
