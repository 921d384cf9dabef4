// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.api.status.ServerFacts;
import io.redstart.query.page.TestPageFacts;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.TestConfig;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectReply;
import io.redstart.wire.WireWriter;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault in a shard's answer is reported to the client, which never gets an answer as if
 * nothing had been counted. One store misbehaves, a second one does not.
 */
class ShardFailureTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final List<String> ENDPOINTS = List.of(
      "/api/v1/query?query=" + encode("sum(calls_total)"),
      "/api/v1/query?query=" + encode("histogram_quantile(0.9, rate(duration_bucket[5m]))"),
      "/api/v1/query?query=" + encode("calls[5m]"),
      "/api/v1/query_range?query=calls_total&start=1699999900&end=1700000000&step=15",
      "/api/v1/query_exemplars?query=calls_total&start=1699999900&end=1700000000",
      "/api/v1/series?match[]=calls_total",
      "/api/v1/labels",
      "/api/v1/label/service_name/values");

  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static FakeStore faulty;
  private static PrometheusApi api;
  private static String url;

  @BeforeAll
  static void start() {
    new FakeStore(VERTX, "well", 2, LAYOUT)
        .seal(NOW)
        .count(CART, NOW, 1_000_000)
        .start();
    faulty = new FakeStore(VERTX, "ill", 2, LAYOUT)
        .seal(NOW)
        .count(CART, NOW, 1_000_000)
        .start();
    api = new PrometheusApi(
        VERTX,
        new ApiConfig(
            EngineConfig.of(Duration.ofMinutes(5), true),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            1_000_000,
            4,
            new RequestLimits(10_000, new MemoryBudget("requests", 64 << 20)),
            new MemoryBudget("queries", 64 << 20),
            new ServerFacts("1.2.3", Map.of("query.timeout", "2m"), "15d"),
            TestPageFacts.NONE,
            AdminApi.LOOPBACK),
        new OpenedStores(VERTX, NOW).openJointly(TestConfig.source(), 2),
        new SimpleMeterRegistry(),
        () -> Instant.ofEpochMilli(NOW),
        System::nanoTime);
    HttpServer server = VERTX
        .createHttpServer(api.serverOptions())
        .requestHandler(api.router())
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    url = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterAll
  static void stop() {
    api.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonObject get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path.replace("[]", "%5B%5D")))
        .timeout(Duration.ofSeconds(20))
        .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    return new JsonObject(response.body()).put("code", response.statusCode());
  }

  static List<Arguments> answers() {
    return List.of(
        answer("a refusal", "no room", reply(SelectReply.refused("no room"))),
        answer(
            "an exception in selecting",
            "java.lang.StackOverflowError",
            reply(SelectReply.refused(new StackOverflowError().toString()))),
        answer("a failure", "out of order", message -> message.fail(7, "out of order")),
        answer(
            "no reply in time",
            "Timed out after waiting",
            message -> message.reply(
                new ReplyException(ReplyFailure.TIMEOUT, "Timed out after waiting 5000(ms)"))),
        answer("nothing", "exceeds 0 bytes left at byte 0", reply(new Frame(new byte[0]))),
        answer("half a page", "bytes left", reply(new Frame(new byte[] {0, 0x05}))),
        answer(
            "a page that ends within a label set",
            "bytes left",
            reply(new Frame(withTail(new byte[] {0, 120, 'x'})))),
        answer(
            "a page of an unknown metric", "exceeds", reply(new Frame(withTail(new byte[] {99})))),
        answer("no frame at all", "", message -> message.reply("a string")));
  }

  private static Arguments answer(
      String name, String reason, Consumer<Message<Frame>> misbehaviour) {
    return Arguments.argumentSet(name, reason, misbehaviour);
  }

  private static Consumer<Message<Frame>> reply(Frame frame) {
    return message -> message.reply(frame);
  }

  private static byte[] withTail(byte[] tail) {
    byte[] head =
        new SelectReply.Writer(FakeStore.WINDOW_MILLIS, LAYOUT).toFrame(-1).bytes();
    return new WireWriter()
        .writeRaw(head, 0, head.length)
        .writeRaw(tail, 0, tail.length)
        .toByteArray();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyEndpoint_failsWithTheReason(String reason, Consumer<Message<Frame>> misbehaviour)
      throws Exception {
    faulty.misbehave(misbehaviour);
    for (String endpoint : ENDPOINTS) {
      JsonObject answer = get(endpoint);
      assertThat(answer.getInteger("code")).as("%s: %s", endpoint, answer).isEqualTo(500);
      assertThat(answer.getString("status")).isEqualTo("error");
      assertThat(answer.getString("errorType")).isEqualTo("internal");
      assertThat(answer.getString("error")).as(endpoint).contains(reason);
      assertThat(answer.containsKey("data")).isFalse();
    }
  }

  /** Random bytes may by chance form a valid page, so that some answers succeed. */
  @Test
  void noise_isAnErrorOrAPage() throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    List<Integer> codes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] noise = new byte[random.nextInt(1, 40)];
      random.nextBytes(noise);
      faulty.misbehave(reply(new Frame(withTail(noise))));
      codes.add(get(ENDPOINTS.get(i % ENDPOINTS.size())).getInteger("code"));
    }
    assertThat(codes).isSubsetOf(200, 422, 500);
    assertThat(codes.stream().filter(code -> code == 500).count()).isGreaterThan(75);
  }
}
