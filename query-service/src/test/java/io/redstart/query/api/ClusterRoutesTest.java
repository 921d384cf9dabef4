// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.bus.FrameCodec;
import io.redstart.history.MemberAnnouncement;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.model.StoreId;
import io.redstart.query.api.answer.AnswerSender;
import io.redstart.query.api.endpoint.ClusterEndpoints;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.pool.QueryMemory;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.api.request.FormReader;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.cluster.ClusterDesk;
import io.redstart.query.history.MemberFacts;
import io.redstart.query.source.StoresHeard;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterReply.Draining;
import io.redstart.wire.ClusterReply.Facts;
import io.redstart.wire.ClusterReply.Lacking;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class ClusterRoutesTest {
  private static final StoreId A = new StoreId(0, 1);
  private static final StoreId B = new StoreId(0, 2);
  private static final StoreId C = new StoreId(0, 3);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String STATUS = "/api/v1/redstart/cluster";
  private static final String DRAIN = "/api/v1/admin/redstart/cluster/drain";

  private final Announcement a =
      new Announcement(A, 1, "a", 2, 5_000, 1_000_000, 0, 0, true, List.of()).followedBy("d");
  private final Announcement keptB =
      new Announcement(B, 2, "b", 2, 5_000, 1_000_000, 0, 0, false, List.of()).keptBy("a", 7);
  private final BlockingQueue<ClusterRequest> asked = new LinkedBlockingQueue<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  /** Whether the aggregator answers. */
  private Promise<Void> answered = Promise.promise();

  private String refusal = "";
  private Vertx vertx;
  private QueryPool pool;
  private MessageConsumer<Frame> aggregator;

  @BeforeEach
  void answerForA(Vertx fresh) {
    vertx = fresh;
    FrameCodec.register(vertx.eventBus());
    aggregator = vertx.eventBus().consumer(a.clusterAddress(), message -> {
      asked.add(ClusterRequest.from(message.body()));
      Frame reply = new ClusterReply(
              refusal,
              new Facts(
                  "1.0",
                  7,
                  100,
                  200,
                  9,
                  new Draining("b: copying", 5, 50, ""),
                  List.of(new Lacking(B, "c: copying, 40 %", ""))))
          .toFrame();
      answered
          .future()
          .onComplete(now -> message.reply(reply), cut -> message.fail(1, cut.getMessage()));
    });
    answered.complete();
  }

  private String serve(AdminApi access) {
    StoresHeard heard = new StoresHeard(
        List.of(a, keptB),
        List.of(a, keptB),
        List.of(KnownStore.expected(C, "c")),
        Set.of(B),
        Map.of(C, 990_000L));
    MemberFacts query = new MemberFacts(
        new MemberAnnouncement(new UUID(1, 2), "q", "query", 0, "1.0", true), false);
    ClusterDesk desk =
        new ClusterDesk(vertx, () -> Future.succeededFuture(heard), () -> List.of(query));
    Router router = Router.router(vertx);
    routes(router)
        .addCluster(new ClusterEndpoints(desk, vertx.getOrCreateContext(), TIMEOUT), access);
    HttpServer server = vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Returns routes whose queries run one at a time. */
  private ApiRoutes routes(Router router) {
    ApiMeters meters = new ApiMeters(registry);
    QueryMemory memory =
        new QueryMemory(new MemoryBudget("queries", 64 << 20), 1_000, meters, System::nanoTime);
    pool = new QueryPool(vertx, 1, memory, new Processors(1, System::nanoTime));
    FormReader forms =
        new FormReader(vertx, new RequestLimits(10_000, new MemoryBudget("requests", 64 << 20)));
    AnswerSender sender = new AnswerSender(vertx, meters, TIMEOUT);
    return new ApiRoutes(router, forms, pool, sender, meters, TIMEOUT);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private long requests(String endpoint, String outcome) {
    return registry
        .get("redstart.query.requests")
        .tags("endpoint", endpoint, "outcome", outcome)
        .timer()
        .count();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder post(String url) {
    return HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody());
  }

  private static HttpRequest.Builder admin(String url) {
    return post(url).header("X-Redstart-Admin", "1");
  }

  @Test
  void status_listsMembersStoresAndWhatIsMissing() throws Exception {
    JsonObject data = new JsonObject(
            send(HttpRequest.newBuilder(URI.create(serve(AdminApi.OFF) + STATUS)))
                .body())
        .getJsonObject("data");
    assertThat(data).isEqualTo(new JsonObject("""
        {"members": [{"name": "q", "role": "query", "protocol": "1", "program": "1.0",
          "ready": true, "silent": false, "since": "1970-01-01T00:00:00Z"}],
         "stores": [
          {"store": "00000000000000000000000000000001", "aggregator": "a", "keeper": "",
           "protocol": "1", "ready": true, "slots": 16384, "share": "100.0",
           "sealed_through": "1970-01-01T00:16:40Z", "follower": "d", "incomplete": false, "copies": [], "program": "1.0",
           "label_sets": 7, "bytes": 100, "free_bytes": 200,
           "draining": {"phase": "b: copying", "done_bytes": 5, "total_bytes": 50,
             "problem": ""}},
          {"store": "00000000000000000000000000000002", "aggregator": "b", "keeper": "a",
           "protocol": "1", "ready": false, "slots": 0, "share": "0.0",
           "sealed_through": "1970-01-01T00:16:40Z", "follower": "", "incomplete": true, "copies": []}],
         "lacking_copies": [{"store": "00000000000000000000000000000002",
           "phase": "c: copying, 40 %", "problem": ""}],
         "missing": [{"store": "00000000000000000000000000000003", "aggregator": "c",
           "since": "1970-01-01T00:16:30Z"}]}
        """));
  }

  @Test
  void drain_isPassedOnToItsAggregator() throws Exception {
    HttpResponse<String> answer = send(admin(serve(AdminApi.LOOPBACK) + DRAIN + "?name=a"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("aggregator a hands its stores over");
    assertThat(asked).containsExactly(new ClusterRequest(ClusterRequest.Kind.DRAIN));
    assertThat(requests("admin_redstart_cluster_drain", "success")).isEqualTo(1);
  }

  @Test
  void forget_isPassedOnWithTheName() throws Exception {
    String url = serve(AdminApi.ON) + "/api/v1/admin/redstart/cluster/forget?name=c";
    assertThat(send(admin(url)).body()).contains("aggregator c is forgotten");
    assertThat(asked).containsExactly(new ClusterRequest(ClusterRequest.Kind.FORGET, "c"));
  }

  @Test
  void refusalOfAnAggregator_isAConflictWithItsReason() throws Exception {
    refusal = "there is no room";
    HttpResponse<String> answer = send(admin(serve(AdminApi.LOOPBACK) + DRAIN + "?name=a"));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo("there is no room");
    assertThat(requests("admin_redstart_cluster_drain", "execution")).isEqualTo(1);
  }

  /** As when the connection is cut after the request was sent. */
  @Test
  void drain_thatIsNotAnsweredMayHaveBegun() throws Exception {
    answered = Promise.promise();
    answered.fail("cut");
    HttpResponse<String> answer = send(admin(serve(AdminApi.LOOPBACK) + DRAIN + "?name=a"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("aggregator a may have begun to hand its stores over");
  }

  @Test
  void drain_thatNobodyHears_isRefused() throws Exception {
    aggregator.unregister();
    HttpResponse<String> answer = send(admin(serve(AdminApi.LOOPBACK) + DRAIN + "?name=a"));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("aggregator a does not answer");
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, 409, no aggregator nobody answers; known are [a]",
    "b, 200, aggregator b is drained already: a keeps its store",
    "'', 400, parameter name is missing: the aggregator's name"
  })
  void drain_ofAnotherName(String name, int status, String text) throws Exception {
    HttpResponse<String> answer = send(admin(serve(AdminApi.LOOPBACK) + DRAIN + "?name=" + name));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(text);
    assertThat(asked).isEmpty();
  }

  @Test
  void change_withoutTheHeaderOrFromAPage_isForbidden() throws Exception {
    String url = serve(AdminApi.LOOPBACK) + DRAIN + "?name=a";
    HttpResponse<String> plain = send(post(url));
    assertThat(plain.statusCode()).isEqualTo(403);
    assertThat(new JsonObject(plain.body()).getString("error"))
        .isEqualTo("the header X-Redstart-Admin is missing: use the command `redstart cluster`, or"
            + " send the header with any value");
    HttpResponse<String> page = send(admin(url).header("Origin", "http://127.0.0.1"));
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("pages in a browser may not change the cluster");
    assertThat(send(HttpRequest.newBuilder(URI.create(url)).GET()).statusCode()).isEqualTo(405);
    assertThat(asked).isEmpty();
  }

  /** All clients of a proxy on this machine have the address of this machine. */
  @ParameterizedTest
  @ValueSource(strings = {"forwarded", "x-forwarded-for", "x-real-ip", "via"})
  void change_throughAProxy_needsMoreThanLoopback(String header) throws Exception {
    HttpRequest.Builder forwarded =
        admin(serve(AdminApi.LOOPBACK) + DRAIN + "?name=a").header(header, "203.0.113.7");
    HttpResponse<String> answer = send(forwarded);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("not through a proxy");
    assertThat(asked).isEmpty();
    String url = serve(AdminApi.ON) + DRAIN + "?name=a";
    assertThat(send(admin(url).header(header, "203.0.113.7")).statusCode()).isEqualTo(200);
  }

  @Test
  void change_whenOff_isForbidden() throws Exception {
    HttpResponse<String> answer = send(admin(serve(AdminApi.OFF) + DRAIN + "?name=a"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("query.admin_api is off");
    assertThat(asked).isEmpty();
  }

  @Test
  void requests_waitForTheirTurn_likeQueries() {
    answered = Promise.promise();
    URI status = URI.create(serve(AdminApi.OFF) + STATUS);
    List<CompletableFuture<HttpResponse<String>>> answers = Stream.of(1, 2)
        .map(each -> HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString()))
        .toList();
    await().until(() -> pool.running() == 1 && pool.waiting() == 1 && asked.size() == 1);
    answered.complete();
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    assertThat(requests("redstart_cluster", "success")).isEqualTo(2);
  }

  @Test
  void request_hasATimeout() throws Exception {
    answered = Promise.promise();
    HttpResponse<String> answer = send(admin(serve(AdminApi.ON) + DRAIN + "?name=a&timeout=100ms"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(answer.body()).getString("errorType")).isEqualTo("timeout");
    assertThat(requests("admin_redstart_cluster_drain", "timeout")).isEqualTo(1);
  }
}
