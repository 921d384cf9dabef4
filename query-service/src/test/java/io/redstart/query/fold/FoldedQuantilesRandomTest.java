// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.quantile.HistogramQuantile;
import io.redstart.wire.FoldReply;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds quantiles of groups to those of the histograms that are made of the same counts. */
class FoldedQuantilesRandomTest {
  private static final long SEED = Long.getLong("seed", 20_261_129);
  private static final int ROUNDS = 80;

  private int compared;

  private static FoldReply.Reader reader(Frame page) {
    return new FoldReply.Reader(page, UnaryOperator.identity());
  }

  /** Adds pages. Returns their last group. */
  private static byte[] addAll(List<Frame> pages, FoldMerge merge) {
    byte[] last = {};
    for (Frame page : pages) {
      byte[] reached = merge.add(reader(page));
      last = reached == null ? last : reached;
    }
    return last;
  }

  private static List<Double> phis(SplittableRandom random) {
    return random
        .doubles(3)
        .map(phi -> random.nextInt(10) == 0 ? Math.rint(phi) : phi)
        .boxed()
        .distinct()
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void quantile_isThatOfTheHistogram() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      FoldedParts parts = new FoldedParts(random.split());
      List<Double> phis = phis(random);
      // Those that are computed together, and those that are not.
      FoldShape shape = parts.shape(List.of(), phis.subList(0, random.nextInt(phis.size() + 1)));
      FoldMerge merge = new FoldMerge(shape, QueryLimits.unlimited());
      for (int shard = 0; shard < 2; shard++) {
        parts.pages(3).forEach(page -> merge.add(reader(page)));
      }
      Folded folded = merge.result();
      for (double phi : phis) {
        Folded.Reader quantiles = folded.quantiles(phi, QueryLimits.unlimited());
        check(folded, quantiles, shape.grid().stepCount(), phi, "round " + round);
      }
    }
    assertThat(compared).isGreaterThan(50 * ROUNDS);
  }

  private void check(Folded folded, Folded.Reader quantiles, int steps, double phi, String round) {
    Folded.Reader histograms = folded.reader(QueryLimits.unlimited());
    SampleSlot histogram = new SampleSlot();
    SampleSlot quantile = new SampleSlot();
    for (int step = 0; step < steps; step++) {
      for (int group = 0; group < folded.groups().size(); group++) {
        histogram.clear();
        quantile.clear();
        histograms.get(group, step, histogram);
        quantiles.get(group, step, quantile);
        String where = "seed %d, %s, φ %s, step %d, %s"
            .formatted(SEED, round, phi, step, folded.groups().labels(group));
        Histogram of = histogram.histogram();
        assertThat(quantile.has()).as(where).isEqualTo(of != null);
        if (of != null) {
          checkQuantile(quantile.value(), phi, of, where);
          compared++;
        }
      }
    }
  }

  @Test
  void quantile_isTheSameIfGroupsAreFinishedEarly() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int finished = 0;
    for (int round = 0; round < ROUNDS; round++) {
      FoldedParts parts = new FoldedParts(random.split());
      List<Double> phis = phis(random);
      QueryLimits limits = QueryLimits.unlimited();
      FoldMerge early = new FoldMerge(parts.shape(phis, List.of()), limits);
      FoldMerge late = new FoldMerge(parts.shape(phis, List.of()), QueryLimits.unlimited());
      List<Deque<Frame>> shards = new ArrayList<>();
      for (int shard = 1 + random.nextInt(3); shard > 0; shard--) {
        shards.add(new ArrayDeque<>(parts.pages(8)));
      }
      StreamPositions positions = new StreamPositions(shards.size());
      for (int shard = next(shards, random); shard >= 0; shard = next(shards, random)) {
        Frame page = shards.get(shard).remove();
        late.add(reader(page));
        byte[] last = early.add(reader(page));
        if (last != null) {
          positions.reached(shard, last);
        }
        if (shards.get(shard).isEmpty()) {
          positions.ended(shard);
        }
        if (positions.slowest() != null) {
          early.finish(positions.slowest());
        }
        assertThat(limits.heldBytes()).isGreaterThanOrEqualTo(early.heldBytes());
      }
      finished += early.hasFinished() ? 1 : 0;
      assertSame(early.result(), late.result(), phis, "seed %d, %d".formatted(SEED + 1, round));
    }
    assertThat(finished).isGreaterThan(ROUNDS / 2);
  }

  /** Returns a shard that has a page left, or −1. */
  private static int next(List<Deque<Frame>> shards, SplittableRandom random) {
    int[] left = IntStream.range(0, shards.size())
        .filter(shard -> !shards.get(shard).isEmpty())
        .toArray();
    return left.length == 0 ? -1 : left[random.nextInt(left.length)];
  }

  /** Whole numbers were added up, so the order does not matter at all. */
  private static void assertSame(Folded left, Folded right, List<Double> phis, String where) {
    assertThat(left.groups().size()).as(where).isEqualTo(right.groups().size());
    for (double phi : phis) {
      Folded.Reader own = left.quantiles(phi, QueryLimits.unlimited());
      Folded.Reader other = right.quantiles(phi, QueryLimits.unlimited());
      SampleSlot one = new SampleSlot();
      SampleSlot two = new SampleSlot();
      for (int group = 0; group < left.groups().size(); group++) {
        one.clear();
        two.clear();
        own.get(group, 0, one);
        other.get(group, 0, two);
        assertThat(left.groups().labels(group)).isEqualTo(right.groups().labels(group));
        assertThat(one.has()).as(where).isEqualTo(two.has());
        assertThat(one.value()).as(where).isEqualTo(Double.valueOf(two.value()));
      }
    }
  }

  /** With one processor, which the queries hand on at every check. */
  @Test
  void likelyQuantiles_areComputedByQueriesThatTakeTurns() {
    FoldedParts parts = new FoldedParts(new SplittableRandom(SEED));
    List<Double> phis = List.of(0.5, 0.75, 0.95);
    FoldShape shape = parts.shape(List.of(), phis);
    FoldMerge merge = new FoldMerge(shape, QueryLimits.unlimited());
    addAll(parts.pages(200), merge);
    Folded folded = merge.result();
    AtomicLong nanos = new AtomicLong();
    Processors processors = new Processors(1, () -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(1)));
    ExecutorService threads = Executors.newFixedThreadPool(phis.size());
    List<CompletableFuture<Void>> queries = new ArrayList<>();
    for (double phi : phis) {
      QueryLimits limits = new QueryLimits(
          new Cancellation(),
          Long.MAX_VALUE,
          new MemoryBudget("test", Long.MAX_VALUE).lease(),
          processors.place());
      queries.add(CompletableFuture.runAsync(
          () -> {
            limits.startComputing();
            readAll(folded, folded.quantiles(phi, limits), shape.grid().stepCount());
            limits.stopComputing();
          },
          threads));
    }
    assertThat(CompletableFuture.allOf(queries.toArray(new CompletableFuture<?>[0])))
        .succeedsWithin(Duration.ofSeconds(30));
    threads.shutdown();
    phis.forEach(phi -> check(
        folded,
        folded.quantiles(phi, QueryLimits.unlimited()),
        shape.grid().stepCount(),
        phi,
        "after turns"));
  }

  private static void readAll(Folded folded, Folded.Reader reader, int steps) {
    SampleSlot slot = new SampleSlot();
    for (int step = 0; step < steps; step++) {
      for (int group = 0; group < folded.groups().size(); group++) {
        slot.clear();
        reader.get(group, step, slot);
      }
    }
  }

  @Test
  void finishing_leavesTheCountsOfIncompleteGroupsAlone() {
    FoldedParts parts = new FoldedParts(new SplittableRandom(SEED));
    QueryLimits limits = QueryLimits.unlimited();
    FoldMerge merge = new FoldMerge(parts.shape(List.of(0.5), List.of()), limits);
    byte[] last = addAll(parts.pages(40), merge);
    long bytes = merge.heldBytes();
    merge.finish(last);
    assertThat(merge.heldBytes()).isBetween(1L, bytes / 4);
    assertThat(limits.heldBytes()).isLessThan(bytes / 2);
    assertThat(merge.result().isWhole()).isFalse();
  }

  @Test
  void part_ofAFinishedGroupIsMalformed() {
    FoldedParts parts = new FoldedParts(new SplittableRandom(SEED));
    FoldMerge merge = new FoldMerge(parts.shape(List.of(0.5), List.of()), QueryLimits.unlimited());
    List<Frame> pages = parts.pages(40);
    byte[] last = addAll(pages, merge);
    merge.finish(last);
    assertThatThrownBy(() -> merge.add(reader(pages.get(0))))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("arrives late");
  }

  @Test
  void quantiles_areOnlyThoseThatAreWanted() {
    FoldedParts parts = new FoldedParts(new SplittableRandom(SEED));
    FoldMerge merge = new FoldMerge(parts.shape(List.of(0.5), List.of()), QueryLimits.unlimited());
    byte[] last = addAll(parts.pages(40), merge);
    merge.finish(last);
    Folded folded = merge.result();
    QueryLimits limits = QueryLimits.unlimited();
    assertThatThrownBy(() -> folded.quantiles(0.9, limits))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not 0.9");
    assertThatThrownBy(() -> folded.reader(limits)).isInstanceOf(IllegalStateException.class);
  }

  /** If φ · count is whole, all from one observation to the next is right. */
  private static void checkQuantile(double value, double phi, Histogram of, String where) {
    double least = HistogramQuantile.of(Math.max(0, phi - 1e-13), of).value();
    double most = HistogramQuantile.of(Math.min(1, phi + 1e-13), of).value();
    if (Double.isNaN(least)) {
      assertThat(value).as(where).isNaN();
    } else {
      assertThat(value).as(where).isBetween(least * (1 - 1e-12), most * (1 + 1e-12));
    }
  }
}
