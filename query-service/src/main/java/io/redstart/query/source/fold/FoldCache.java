// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.fold;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.horizon.Horizon;
import io.redstart.query.source.page.Blocking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Shares folded results between queries. If several queries want the same fold at the same time,
 * the first one computes it and the others wait. The result is kept for a short while. So the
 * quantiles, calls and errors that a page asks for in separate requests are read once.
 *
 * <pre>
 *   key                                  entry
 *   (stores, settled, sum(rate(x)))      result, 40 KB, made 12 s ago
 *   (stores, 12:00:05, sum by (a)(y))    being computed: two queries wait
 * </pre>
 *
 * <p>A query computes its own folds before it waits for those of others, so no two queries wait for
 * each other. If the computing query fails or is cancelled, the waiting ones try again, and one of
 * them computes. They also try again if it has only quantiles left ({@link Folded#isWhole}),
 * because they may want other ones. Only results of complete answers are shared. Thread-safe.
 */
public final class FoldCache {
  /** How long a result is kept. */
  static final long KEPT_MILLIS = 30_000;

  /** Results are kept in this share of the queries' memory, and only while it has room. */
  static final int MEMORY_DIVISOR = 8;

  /** How many quantiles are remembered. */
  private static final int PHIS_MAX = 4;

  /** A key, its selection and the rest of an entry. */
  private static final int ENTRY_BYTES = 2 << 10;

  private static final String NAME = "redstart.query.folds";

  private final MemoryBudget memory;
  private final LongSupplier monotonicMillis;
  private final MeterRegistry meters;
  private final Counter computed;
  private final Counter shared;
  private final Gauge kept;
  /** In the order in which they were made; guarded by this. */
  private final Map<FoldKey, Entry> entries = new LinkedHashMap<>();
  /** The quantiles asked for last, the newest at the end; guarded by this. */
  private final List<Double> phis = new ArrayList<>();
  /** The size of all results that are kept; guarded by this. */
  private long keptBytes;

  /** A result, or the promise of one. */
  private static final class Entry {
    private final CompletableFuture<Optional<Folded>> result = new CompletableFuture<>();
    private long bytes;
    private long keptFromMillis = Long.MAX_VALUE;
  }

  /**
   * Creates an empty cache.
   *
   * @param memory the memory of all queries
   * @param monotonicMillis a clock for measuring elapsed time, in milliseconds
   */
  public FoldCache(MemoryBudget memory, MeterRegistry meters, LongSupplier monotonicMillis) {
    this.memory = memory;
    this.monotonicMillis = monotonicMillis;
    this.meters = meters;
    this.computed = counter(meters, "computed");
    this.shared = counter(meters, "shared");
    this.kept = Gauge.builder(NAME + ".kept", this, FoldCache::keptBytes)
        .baseUnit("bytes")
        .description("Estimated heap of folded results that are kept for other queries")
        .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder(NAME)
        .description("Aggregations that aggregators were to compute, by outcome")
        .tag("outcome", outcome)
        .register(meters);
  }

  /**
   * Remembers the quantiles that are wanted of folds. Returns them together with earlier ones,
   * because pages ask for several in turn: p50, p95 and p99, each in its own request.
   */
  synchronized List<Double> likelyPhis(List<Fold> wanted) {
    for (Fold fold : wanted) {
      phis.removeAll(fold.phis());
      phis.addAll(fold.phis());
    }
    while (phis.size() > PHIS_MAX) {
      phis.remove(0);
    }
    return List.copyOf(phis);
  }

  /** Returns the size of all results that are kept. */
  synchronized long keptBytes() {
    return keptBytes;
  }

  /** Forgets everything, when the service stops. */
  public synchronized void close() {
    meters.remove(kept);
    forget(entry -> entry.bytes > 0);
  }

  /**
   * Returns the results of folds from the cache, and computes the others.
   *
   * @param horizon of the query, whose answer must be complete
   * @param limits of the query; hold the results that others computed
   * @param compute returns the results of some folds, in order, given quantiles that other queries
   *     may want of them; holds the results itself
   */
  public List<Optional<Folded>> get(
      List<Fold> folds,
      Horizon horizon,
      SourceConfig config,
      QueryLimits limits,
      BiFunction<List<Fold>, List<Double>, List<Optional<Folded>>> compute) {
    List<FoldKey> keys =
        folds.stream().map(fold -> FoldKey.of(fold, horizon, config)).toList();
    Map<FoldKey, Fold> wanted = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      wanted.merge(keys.get(i), folds.get(i), Fold::withPhisOf);
    }
    List<Double> likelyPhis = likelyPhis(folds);
    return get(
        keys,
        limits,
        missing -> compute.apply(missing.stream().map(wanted::get).toList(), likelyPhis));
  }

  /**
   * Returns results from the cache, and computes the others.
   *
   * @param limits of the query; hold the results that others computed
   * @param compute returns the results of some of the keys, in order; holds them itself
   */
  List<Optional<Folded>> get(
      List<FoldKey> keys,
      QueryLimits limits,
      Function<List<FoldKey>, List<Optional<Folded>>> compute) {
    Map<FoldKey, Optional<Folded>> results = new HashMap<>();
    Set<FoldKey> missing = new LinkedHashSet<>(keys);
    while (!missing.isEmpty()) {
      Map<FoldKey, Entry> own = new LinkedHashMap<>();
      Map<FoldKey, Entry> others = new LinkedHashMap<>();
      missing.forEach(key -> claim(key, own, others));
      if (!own.isEmpty()) {
        compute(own, compute, results);
      }
      others.forEach((key, entry) -> Blocking.awaitOther(entry.result, limits).ifPresent(result -> {
        shared.increment();
        result.ifPresent(folded -> limits.hold(folded.sizeBytes()));
        results.put(key, result);
      }));
      missing.removeAll(results.keySet());
    }
    return keys.stream().map(results::get).toList();
  }

  /** Finds the entry of a key; if there is none, this query must compute it. */
  private synchronized void claim(
      FoldKey key, Map<FoldKey, Entry> own, Map<FoldKey, Entry> others) {
    forgetOld();
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry();
      entries.put(key, entry);
      own.put(key, entry);
    } else {
      others.put(key, entry);
    }
  }

  private void compute(
      Map<FoldKey, Entry> own,
      Function<List<FoldKey>, List<Optional<Folded>>> compute,
      Map<FoldKey, Optional<Folded>> results) {
    try {
      Iterator<Optional<Folded>> found =
          compute.apply(List.copyOf(own.keySet())).iterator();
      own.forEach((key, entry) -> {
        computed.increment();
        Optional<Folded> result = found.next();
        results.put(key, result);
        if (result.isEmpty() || result.get().isWhole()) {
          keep(key, entry, result);
        }
      });
    } finally {
      own.forEach(this::abandon);
    }
  }

  /** Hands a result to the queries that wait for it, and keeps it if there is room. */
  private void keep(FoldKey key, Entry entry, Optional<Folded> result) {
    entry.result.complete(result);
    long bytes = ENTRY_BYTES + result.map(Folded::sizeBytes).orElse(0L);
    synchronized (this) {
      long maxBytes = memory.maxBytes() / MEMORY_DIVISOR;
      forgetEldest(() -> keptBytes + bytes > maxBytes);
      boolean fits = result.isPresent()
          && keptBytes + bytes <= maxBytes
          && memory.leftBytes() >= bytes
          && memory.tryTake(bytes);
      if (fits) {
        keptBytes += bytes;
        entry.bytes = bytes;
        entry.keptFromMillis = monotonicMillis.getAsLong();
      } else {
        entries.remove(key);
      }
    }
  }

  /** Lets waiting queries try again if this one has no result for them. */
  private void abandon(FoldKey key, Entry entry) {
    if (!entry.result.isDone()) {
      synchronized (this) {
        entries.remove(key, entry);
      }
      entry.result.cancel(false);
    }
  }

  private void forgetOld() {
    long oldMillis = monotonicMillis.getAsLong() - KEPT_MILLIS;
    forget(entry -> entry.keptFromMillis < oldMillis);
  }

  private void forgetEldest(BooleanSupplier tooMany) {
    forget(entry -> entry.bytes > 0 && tooMany.getAsBoolean());
  }

  private void forget(Predicate<Entry> unwanted) {
    Iterator<Entry> iterator = entries.values().iterator();
    while (iterator.hasNext()) {
      Entry entry = iterator.next();
      if (unwanted.test(entry)) {
        iterator.remove();
        keptBytes -= entry.bytes;
        memory.giveBack(entry.bytes);
      }
    }
  }
}
