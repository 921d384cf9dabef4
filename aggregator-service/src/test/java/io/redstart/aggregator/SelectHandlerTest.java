// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.reader.SelectHandler;
import io.redstart.aggregator.reader.SelectMeters;
import io.redstart.aggregator.select.MatcherCache;
import io.redstart.bus.FrameCodec;
import io.redstart.limit.Cancellation;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class SelectHandlerTest {
  private static final String ADDRESS = "select";
  private static final long QUERY = 7;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final SelectRequest REQUEST = TestRows.request(
      Set.of(Metric.SPANS),
      List.of(LabelMatcher.of("service_name", LabelMatcher.Op.MATCHES, "(a|b).*c")),
      0,
      5_000,
      SelectRequest.Parts.LABELS,
      0,
      1 << 20);

  private final ScriptedShard shard = new ScriptedShard();
  private final MatcherCache matchers = new MatcherCache();
  private Vertx vertx;

  @BeforeEach
  void listen(Vertx fresh) throws Exception {
    vertx = fresh;
    FrameCodec.register(vertx.eventBus());
    SelectMeters meters = new SelectMeters(new SimpleMeterRegistry(), () -> 0);
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("readers", 2);
    SelectHandler selections =
        new SelectHandler(new StoreId(0, 1), vertx, workers, shard, matchers, meters);
    Await.result(vertx.eventBus().<Frame>consumer(ADDRESS, selections::handle).completion());
  }

  @Test
  void page_isMadeOnAWorker() throws Exception {
    CompletableFuture<Boolean> onEventLoop = new CompletableFuture<>();
    shard.view = (request, cancellation) -> {
      onEventLoop.complete(io.vertx.core.Context.isOnEventLoopThread());
      return emptyPage();
    };
    assertThat(page(PATIENCE_MILLIS).nextCursor()).isEqualTo(-1);
    assertThat(onEventLoop.get(10, SECONDS)).isFalse();
  }

  @Test
  void page_ofACancelledQueryEnds() throws Exception {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    shard.view = (request, cancellation) -> workUntilCancelled(begun, cancellation);
    Future<SelectReply.Reader> answer = ask(PATIENCE_MILLIS);
    begun.get(10, SECONDS);
    vertx.eventBus().send(ADDRESS, SelectHead.cancel(QUERY + 1));
    vertx.eventBus().send(ADDRESS, SelectHead.cancel(QUERY));
    assertRefused(answer, "query was canceled in query execution");
  }

  @Test
  void page_endsAfterItsTime() {
    shard.view =
        (request, cancellation) -> workUntilCancelled(new CompletableFuture<>(), cancellation);
    assertRefused(ask(1), "query timed out in query execution");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void page_thatCannotBeMadeIsRefusedWithTheReason(Throwable failure) {
    shard.view = (request, cancellation) -> sneakyThrow(failure);
    assertRefused(ask(PATIENCE_MILLIS), failure.toString());
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("a bug"), new NullPointerException(), new AssertionError("two"));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> Frame sneakyThrow(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void page_thatCannotBeBegunIsRefusedWithTheReason() throws Exception {
    shard.viewFailure = new IllegalStateException("a bug");
    shard.viewFailure.setStackTrace(new StackTraceElement[0]); // it is logged a thousand times
    for (int i = 0; i <= SelectHandler.PAGES_MAX; i++) {
      assertRefused(ask(PATIENCE_MILLIS), "java.lang.IllegalStateException: a bug");
    }
  }

  @Test
  void request_thatIsMalformedIsRefused() {
    assertRefused(ask(new Frame(new byte[] {1})), "exceeds 0 bytes left at byte 1");
    assertRefused(
        ask(new WireWriter().writeByte(0).writeFixed64(1).writeVarint(9).toFrame()),
        "exceeds 0 bytes left");
  }

  @Test
  void request_forRowsOfAnotherStoreIsRefused() {
    SelectRequest other = new SelectRequest(
        SelectRequest.Share.all(new StoreId(0, 2)),
        REQUEST.metrics(),
        REQUEST.matchers(),
        REQUEST.fromMillis(),
        REQUEST.tiers(),
        REQUEST.parts(),
        0,
        REQUEST.maxBytes());
    assertRefused(
        ask(SelectHead.page(QUERY, PATIENCE_MILLIS).toFrame(other)),
        "store 00000000000000000000000000000001 has no rows of store"
            + " 00000000000000000000000000000002");
  }

  @Test
  void expression_isCompiledOnceForAllPages() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    CompletableFuture<LabelMatcher> first = new CompletableFuture<>();
    shard.view = (request, cancellation) -> {
      pages.incrementAndGet();
      LabelMatcher matcher = request.matchers().get(0);
      first.complete(matcher);
      assertThat(matcher).isSameAs(first.join());
      return emptyPage();
    };
    for (int i = 0; i < 3; i++) {
      page(PATIENCE_MILLIS);
    }
    assertThat(pages).hasValue(3);
  }

  private static Frame workUntilCancelled(
      CompletableFuture<Void> begun, Cancellation cancellation) {
    begun.complete(null);
    while (true) {
      cancellation.check();
      Thread.onSpinWait();
    }
  }

  private static Frame emptyPage() {
    return new SelectReply.Writer(5_000, TestBatches.LAYOUT).toFrame(-1);
  }

  private SelectReply.Reader page(long timeoutMillis) throws Exception {
    return Await.result(ask(timeoutMillis));
  }

  private Future<SelectReply.Reader> ask(long timeoutMillis) {
    return ask(SelectHead.page(QUERY, timeoutMillis).toFrame(REQUEST));
  }

  private Future<SelectReply.Reader> ask(Frame frame) {
    return vertx
        .eventBus()
        .<Frame>request(ADDRESS, frame)
        .map(reply -> new SelectReply.Reader(reply.body(), TestBatches.LAYOUT));
  }

  private static void assertRefused(Future<SelectReply.Reader> answer, String reason) {
    assertThatThrownBy(() -> Await.result(answer))
        .cause()
        .isInstanceOf(SelectRefusedException.class)
        .hasMessageContaining(reason);
  }
}
