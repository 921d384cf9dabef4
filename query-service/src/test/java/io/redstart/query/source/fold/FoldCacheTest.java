// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.AggregateOp;
import io.redstart.query.promql.syntax.Grouping;
import io.redstart.query.promql.value.SeriesList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FoldCacheTest {
  private static final long BYTES = 100_000;

  private final AtomicLong nowMillis = new AtomicLong();
  private final MemoryBudget memory = new MemoryBudget("queries", 16 << 20);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FoldCache cache = new FoldCache(memory, meters, nowMillis::get);
  private final AtomicInteger computed = new AtomicInteger();

  /** A result without groups. */
  private record Result(long sizeBytes, boolean isWhole) implements Folded {
    @Override
    public SeriesList groups() {
      return new SeriesList();
    }

    @Override
    public Reader reader(QueryLimits limits) {
      return (group, step, into) -> {};
    }
  }

  private static FoldKey key(String metric) {
    return key(metric, FoldKey.SETTLED);
  }

  private static FoldKey key(String metric, long sealedMillis) {
    return new FoldKey(Set.of(), sealedMillis, fold(metric, List.of()));
  }

  private static Fold fold(String metric, List<Double> phis) {
    LabelMatcher name = LabelMatcher.equal(Labels.METRIC_NAME, metric);
    return new Fold(
        AggregateOp.SUM,
        new Grouping(false, List.of()),
        Fold.Function.RATE,
        new Selection(List.of(name), 0, 60_000),
        60_000,
        1,
        1,
        60_000,
        phis);
  }

  private List<Optional<Folded>> compute(List<FoldKey> keys) {
    List<Optional<Folded>> results = new ArrayList<>();
    for (FoldKey key : keys) {
      computed.incrementAndGet();
      String metric = key.fold().metric();
      boolean declines = metric.equals("declined");
      results.add(
          declines
              ? Optional.empty()
              : Optional.of(new Result(BYTES, !metric.equals("quantiles"))));
    }
    return results;
  }

  private List<Optional<Folded>> get(FoldKey... keys) {
    return cache.get(List.of(keys), QueryLimits.unlimited(), this::compute);
  }

  private double count(String outcome) {
    return meters.get("redstart.query.folds").tag("outcome", outcome).counter().count();
  }

  @Test
  void likelyPhis_areTheLastOnes() {
    assertThat(cache.likelyPhis(List.of(fold("a", List.of())))).isEmpty();
    assertThat(cache.likelyPhis(List.of(fold("a", List.of(0.5))))).containsExactly(0.5);
    assertThat(cache.likelyPhis(List.of(fold("b", List.of(0.9, 0.95)), fold("b", List.of(0.99)))))
        .containsExactly(0.5, 0.9, 0.95, 0.99);
    assertThat(cache.likelyPhis(List.of(fold("a", List.of(0.5)), fold("a", List.of(0.75)))))
        .containsExactly(0.95, 0.99, 0.5, 0.75);
  }

  @Test
  void result_isComputedOnce() {
    Folded first = get(key("x")).get(0).orElseThrow();
    assertThat(get(key("y"), key("x")).get(1)).containsSame(first);
    assertThat(computed).hasValue(2);
    assertThat(count("computed")).isEqualTo(2);
    assertThat(count("shared")).isEqualTo(1);
  }

  @Test
  void result_ofAnotherHorizonIsComputed() {
    get(key("x", 1_000));
    get(key("x", 2_000));
    assertThat(computed).hasValue(2);
  }

  @Test
  void result_isSharedWithinAQuery() {
    assertThat(get(key("x"), key("x"))).hasSize(2).doesNotContain(Optional.empty());
    assertThat(computed).hasValue(1);
  }

  @Test
  void result_isForgottenAfterAWhile() {
    get(key("x"));
    nowMillis.addAndGet(FoldCache.KEPT_MILLIS + 1);
    get(key("x"));
    assertThat(computed).hasValue(2);
    assertThat(cache.keptBytes()).isBetween(BYTES, BYTES + 10_000);
  }

  @Test
  void result_isHeldByTheQueryThatShares() {
    get(key("x"));
    QueryLimits limits = QueryLimits.unlimited();
    cache.get(List.of(key("x")), limits, this::compute);
    assertThat(limits.heldBytes()).isEqualTo(BYTES);
  }

  @Test
  void refusal_isNotKept() {
    assertThat(get(key("declined"))).containsExactly(Optional.empty());
    get(key("declined"));
    assertThat(computed).hasValue(2);
  }

  @Test
  void quantilesAlone_areNotShared() {
    Folded first = get(key("quantiles")).get(0).orElseThrow();
    Folded second = get(key("quantiles")).get(0).orElseThrow();
    assertThat(second).isNotSameAs(first);
    assertThat(computed).hasValue(2);
    assertThat(cache.keptBytes()).isZero();
  }

  @Test
  void waiting_computesIfOnlyQuantilesAreLeft() {
    SlowQuery first = new SlowQuery(key("quantiles"));
    WaitingQuery second = new WaitingQuery(key("quantiles"));
    first.ends.countDown();
    Folded one = first.result.join().get(0).orElseThrow();
    assertThat(second.result.join().get(0).orElseThrow()).isNotSameAs(one);
    assertThat(computed).hasValue(2);
  }

  @Test
  void memory_isBounded() {
    for (int i = 0; i < 100; i++) {
      get(key("x" + i));
    }
    assertThat(cache.keptBytes()).isBetween(1L << 20, memory.maxBytes() / FoldCache.MEMORY_DIVISOR);
    assertThat(memory.usedBytes()).isEqualTo(cache.keptBytes());
    cache.close();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void memory_isLeftToQueries() {
    memory.take(memory.maxBytes());
    assertThat(get(key("x")).get(0)).isPresent();
    assertThat(cache.keptBytes()).isZero();
    assertThat(memory.refusals()).isZero();
  }

  @Test
  void waiting_sharesWhatAnotherComputes() {
    SlowQuery first = new SlowQuery(key("x"));
    WaitingQuery second = new WaitingQuery(key("x"));
    first.ends.countDown();
    assertThat(second.result.join()).isEqualTo(first.result.join());
    assertThat(computed).hasValue(1);
  }

  @Test
  void waiting_computesIfTheOtherFails() {
    SlowQuery first = new SlowQuery(key("x"));
    WaitingQuery second = new WaitingQuery(key("x"));
    WaitingQuery third = new WaitingQuery(key("x"));
    first.fails = true;
    first.ends.countDown();
    assertThatThrownBy(first.result::join).hasRootCauseMessage("cancelled");
    assertThat(second.result.join()).isEqualTo(third.result.join()).hasSize(1);
    assertThat(computed).hasValue(1);
  }

  @Test
  void waiting_endsWhenItIsCancelled() {
    SlowQuery first = new SlowQuery(key("x"));
    WaitingQuery second = new WaitingQuery(key("x"));
    second.cancellation.cancel(Cancellation.Reason.CANCELED);
    assertThatThrownBy(second.result::join).hasCauseInstanceOf(CancelledException.class);
    first.ends.countDown();
    assertThat(first.result.join()).hasSize(1);
  }

  @Test
  void waiting_isNotForEachOther() {
    SlowQuery first = new SlowQuery(key("x"), key("y"));
    WaitingQuery second = new WaitingQuery(key("z"), key("y"));
    first.ends.countDown();
    assertThat(second.result.join()).hasSize(2);
    assertThat(computed).hasValue(3);
  }

  /** A query that computes until it is told to end. */
  private final class SlowQuery {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ends = new CountDownLatch(1);
    private final CompletableFuture<List<Optional<Folded>>> result = new CompletableFuture<>();
    private volatile boolean fails;

    SlowQuery(FoldKey... keys) {
      start(
          result,
          () -> cache.get(List.of(keys), QueryLimits.unlimited(), missing -> {
            begun.countDown();
            await(ends);
            if (fails) {
              throw new IllegalStateException("cancelled");
            }
            return compute(missing);
          }));
      await(begun);
    }
  }

  /** A query that waits for another. */
  private final class WaitingQuery {
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<List<Optional<Folded>>> result = new CompletableFuture<>();

    WaitingQuery(FoldKey... keys) {
      QueryLimits limits = new QueryLimits(
          cancellation, 0, memory.lease(), new Processors(8, System::nanoTime).place());
      Thread thread =
          start(result, () -> cache.get(List.of(keys), limits, FoldCacheTest.this::compute));
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  private static Thread start(
      CompletableFuture<List<Optional<Folded>>> result, Supplier<List<Optional<Folded>>> query) {
    Thread thread = new Thread(() -> {
      try {
        result.complete(query.get());
      } catch (IllegalStateException | CancelledException e) {
        result.completeExceptionally(e);
      }
    });
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
