// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.AggregateOp;
import io.redstart.query.promql.syntax.Grouping;
import io.redstart.query.promql.value.BucketCursor;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.RedSource;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.RedView;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.fold.FoldCache;
import io.redstart.spanmetrics.HistogramConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds folds of real stores to plain arithmetic over the samples that the same stores show: random
 * label sets, births, tiers, placements, steps and groupings.
 */
class FoldRandomTest {
  /** One seed that stays, so that enough is compared, and one that is new in every run. */
  private static final List<Long> SEEDS =
      List.of(4L, Long.getLong("seed", new SplittableRandom().nextLong()));

  private static final int STORES = Integer.getInteger("stores.run", 5);
  private static final int FOLDS = Integer.getInteger("folds.run", 40);
  private static final int DISTRIBUTIONS = 10;
  private static final long WINDOW = FilledStore.WINDOW_MILLIS;
  private static final long BEGIN = 1_767_225_600_000L;
  private static final double TOLERANCE = 1e-12;

  @TempDir
  private Path folder;

  private int folders;
  private int compared;
  private int declined;
  private final QuantileComparison quantiles = new QuantileComparison();
  private final DistributionComparison distributions = new DistributionComparison();

  private static StoreConfig.Tier tier(long windowSeconds, long keptSeconds) {
    return new StoreConfig.Tier(Duration.ofSeconds(windowSeconds), Duration.ofSeconds(keptSeconds));
  }

  private static final List<List<StoreConfig.Tier>> RETENTIONS = List.of(
      List.of(tier(5, 14_400)),
      List.of(tier(5, 3_600), tier(60, 14_400)),
      List.of(tier(5, 600), tier(60, 14_400)),
      List.of(tier(5, 300), tier(30, 1_200), tier(120, 14_400)));

  @Test
  void fold_equalsPlainArithmeticOverSamples() {
    for (long seed : SEEDS) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int run = 0; run < STORES; run++) {
        Vertx vertx = Vertx.vertx();
        runStores(vertx, random.split(), "seed %d, run %d".formatted(seed, run));
        vertx.close().toCompletionStage().toCompletableFuture().join();
      }
    }
    assertThat(compared).as("values compared, seeds %s", SEEDS).isGreaterThan(100 * STORES);
    assertThat(declined).as("folds declined, seeds %s", SEEDS).isLessThan(STORES * FOLDS);
    assertThat(quantiles.finishedEarly())
        .as("folds with groups that were finished early, seeds %s", SEEDS)
        .isPositive();
    assertThat(distributions.compared())
        .as("distributions compared, seeds %s", SEEDS)
        .isGreaterThan(STORES);
  }

  private void runStores(Vertx vertx, SplittableRandom random, String when) {
    List<StoreConfig.Tier> retention = RETENTIONS.get(random.nextInt(RETENTIONS.size()));
    SpanMetricsConfig metrics = new SpanMetricsConfig(
        "traces.span.metrics",
        new HistogramConfig(
            Unit.MS, List.of(Duration.ofMillis(2), Duration.ofMillis(100), Duration.ofSeconds(1))),
        List.of());
    CellLayout layout = metrics.layout();
    TestClock clock = new TestClock(BEGIN + WINDOW * random.nextInt(2_000) + 100);
    List<FilledStore> stores = new ArrayList<>();
    int count = random.nextInt(3) == 0 ? 2 : 1;
    // A store in memory keeps the first tier alone.
    boolean inMemory = random.nextBoolean();
    StoreConfig config = new StoreConfig("unused", retention, inMemory, 0);
    for (int i = 0; i < count; i++) {
      StoreConfig own = inMemory ? config : inFolder(retention);
      stores.add(new FilledStore(vertx, "s" + i, layout, clock, 1 + random.nextInt(3), own));
    }
    long beginMillis = clock.millis();
    int windows = 50 + random.nextInt(1_400);
    fill(random, stores, clock, layout, windows);
    int foldBytes = 1 << random.nextInt(4, 12);
    stores.forEach(store -> store.endFoldsAt(foldBytes));
    stores.forEach(FilledStore::start);
    RedStores opened = open(vertx, config.kept(), metrics, clock, stores.size());
    for (int i = 0; i < FOLDS; i++) {
      Fold fold = fold(random, beginMillis, clock.millis(), windows);
      String which =
          when + ", fold " + i + " of " + stores.size() + " stores, " + config + "\n" + fold;
      if (fold.selection().asHistograms()) {
        quantiles.compare(opened, fold, random, which);
      }
      compare(opened, fold, which);
    }
    for (int i = 0; i < DISTRIBUTIONS; i++) {
      distributions.compare(opened, random, beginMillis, clock.millis(), when + ", " + config);
    }
    stores.forEach(FilledStore::close);
  }

  private StoreConfig inFolder(List<StoreConfig.Tier> retention) {
    return new StoreConfig(folder.resolve("store-" + folders++).toString(), retention, false, 0);
  }

  private void fill(
      SplittableRandom random,
      List<FilledStore> stores,
      TestClock clock,
      CellLayout layout,
      int windows) {
    int labelSets = 1 + random.nextInt(12);
    int[] births = new int[labelSets];
    double[] rates = new double[labelSets];
    double[] medians = new double[labelSets];
    Metric[] kinds = new Metric[labelSets];
    boolean moves = random.nextBoolean();
    for (int i = 0; i < labelSets; i++) {
      births[i] = switch (random.nextInt(4)) {
        case 0 -> random.nextInt(windows);
        case 1 -> Math.max(0, windows - random.nextInt(200));
        default -> 0;
      };
      rates[i] = Math.pow(10, random.nextDouble() * 2.5 - 1.5);
      medians[i] = 1e5 * Math.pow(10, 4 * random.nextDouble());
      kinds[i] = random.nextInt(6) == 0 ? Metric.CALLS : Metric.SPANS;
    }
    boolean weighted = random.nextInt(3) == 0;
    for (int window = 0; window < windows; window++) {
      List<List<FilledStore.Counted>> counted = new ArrayList<>();
      stores.forEach(store -> counted.add(new ArrayList<>()));
      for (int i = 0; i < labelSets; i++) {
        Increment increment = new Increment();
        int spans = window < births[i] ? 0 : (int) (rates[i] * -Math.log(random.nextDouble()));
        for (int n = 0; n < spans; n++) {
          long nanos = (long) (medians[i] * Math.exp(random.nextDouble() * 4 - 2));
          long weight = weighted ? 1 + random.nextLong(5 * Weight.ONE) : Weight.ONE;
          if (kinds[i] == Metric.CALLS) {
            increment.addCalls(weight);
          } else {
            increment.record(layout.cellOf(nanos), weight, Weight.times(nanos, weight));
          }
        }
        if (!increment.isEmpty()) {
          int store = moves ? random.nextInt(stores.size()) : i % stores.size();
          Labels labels = Labels.of(
              "service_name", "s" + i % 3, "span_kind", "k" + i % 2, "span_name", "op" + i / 2);
          counted.get(store).add(new FilledStore.Counted(kinds[i], labels, increment));
        }
      }
      for (int i = 0; i < stores.size(); i++) {
        stores.get(i).count(counted.get(i));
      }
      clock.advance(WINDOW);
      if (random.nextInt(20) == 0) {
        stores.forEach(FilledStore::tidy);
      }
    }
  }

  private static RedStores open(
      Vertx vertx,
      List<StoreConfig.Tier> retention,
      SpanMetricsConfig metrics,
      TestClock clock,
      int live) {
    SourceConfig config =
        new SourceConfig(metrics, SourceConfig.Views.DEFAULT, retention, false, Set.of());
    LongSupplier monotonicMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    FoldCache cache = new FoldCache(
        new MemoryBudget("folds", 64 << 20), new SimpleMeterRegistry(), monotonicMillis);
    RedStores stores = new RedStores(vertx, config, cache, clock, monotonicMillis);
    Promise<Void> opened = Promise.promise();
    vertx.runOnContext(context -> stores.open().onComplete(opened));
    opened.future().toCompletionStage().toCompletableFuture().join();
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (stores.liveCount() < live && System.nanoTime() < deadlineNanos) {
      Thread.onSpinWait();
    }
    assertThat(stores.liveCount()).isGreaterThanOrEqualTo(live);
    return stores;
  }

  private static Fold fold(SplittableRandom random, long beginMillis, long endMillis, int windows) {
    List<String> names = List.of(
        "calls_total",
        "duration_milliseconds_count",
        "duration_seconds_sum",
        "duration_milliseconds_bucket",
        "duration_milliseconds_bucket");
    String name = names.get(random.nextInt(names.size()));
    boolean histograms = name.endsWith("_bucket") && random.nextInt(3) > 0;
    Fold.Function function = switch (random.nextInt(6)) {
      case 0 -> histograms ? Fold.Function.IRATE : Fold.Function.NEWEST;
      case 1 -> Fold.Function.IRATE;
      case 2 -> Fold.Function.INCREASE;
      default -> Fold.Function.RATE;
    };
    AggregateOp op = switch (random.nextInt(histograms ? 5 : 8)) {
      case 0 -> AggregateOp.AVG;
      case 5 -> AggregateOp.COUNT;
      case 6 -> AggregateOp.GROUP;
      default -> AggregateOp.SUM;
    };
    Grouping grouping = switch (random.nextInt(5)) {
      case 0 -> new Grouping(false, List.of("service_name", "le"));
      case 1 -> new Grouping(false, List.of("le", "span_name", "service_name"));
      case 2 -> new Grouping(true, List.of("span_name"));
      case 3 -> new Grouping(true, List.of());
      default -> histograms ? new Grouping(false, List.of("le")) : new Grouping(false, List.of());
    };
    long range = random.nextBoolean()
        ? WINDOW * (1 + random.nextInt(150))
        : 1 + random.nextLong(WINDOW * 150);
    long step = random.nextBoolean() ? 60_000 : 1 + random.nextLong(100_000);
    int count = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(40);
    long span = windows * WINDOW;
    long last = endMillis - random.nextLong(span + 60_000) + random.nextInt(2) * 30_000;
    last = random.nextBoolean() ? last : last / WINDOW * WINDOW;
    long first = last - (count - 1) * step;
    List<LabelMatcher> matchers = new ArrayList<>();
    matchers.add(LabelMatcher.equal(Labels.METRIC_NAME, name));
    if (random.nextInt(4) == 0) {
      matchers.add(LabelMatcher.of("service_name", LabelMatcher.Op.MATCHES, "s[01]"));
    }
    Selection selection = new Selection(matchers, first - range, last, false, histograms);
    return new Fold(op, grouping, function, selection, first, step, count, range, List.of());
  }

  private void compare(RedStores stores, Fold fold, String when) {
    stores.read(QueryLimits.unlimited(), source -> {
      compare(source, fold, when);
      return true;
    });
  }

  private void compare(RedSource source, Fold fold, String when) {
    RedView view = source.open(fold.selection().throughMillis(), QueryLimits.unlimited());
    List<Series> series = view.select(List.of(fold.selection())).get(0);
    assertThat(source.folds(fold)).as(when).isTrue();
    Optional<Folded> answer = view.fold(List.of(fold)).get(0);
    if (answer.isEmpty()) {
      declined++;
      return;
    }
    Folded folded = answer.get();
    PlainFold plain = new PlainFold(fold, series);
    double rounding = plain.rounding();
    Folded.Reader reader = folded.reader(QueryLimits.unlimited());
    SampleSlot slot = new SampleSlot();
    for (int step = 0; step < fold.count(); step++) {
      Map<Labels, TreeMap<Double, Double>> expected = plain.at(step);
      Set<Labels> found = new HashSet<>();
      for (int group = 0; group < folded.groups().size(); group++) {
        slot.clear();
        reader.get(group, step, slot);
        if (slot.has()) {
          Labels labels = folded.groups().labels(group);
          found.add(labels);
          compared++;
          String where =
              "%s\nstep %d at %d, %s".formatted(when, step, fold.timeMillis(step), labels);
          assertThat(expected).as(where).containsKey(labels);
          TreeMap<Double, Double> sums = expected.getOrDefault(labels, new TreeMap<>());
          assertEqual(slot, sums, rounding, where);
        }
      }
      assertThat(found).as("%s\nstep %d", when, step).isEqualTo(expected.keySet());
    }
  }

  private static void assertEqual(
      SampleSlot slot, TreeMap<Double, Double> expected, double rounding, String where) {
    Histogram histogram = slot.histogram();
    TreeMap<Double, Double> actual = new TreeMap<>();
    if (histogram == null) {
      actual.put(0.0, slot.value());
    } else {
      double sum = 0;
      BucketCursor bucket = histogram.buckets();
      while (bucket.next()) {
        sum += bucket.count();
        actual.put(bucket.upper(), sum);
      }
    }
    double largest = expected.isEmpty() ? 0 : expected.lastEntry().getValue();
    Set<Double> bounds = new HashSet<>(actual.keySet());
    bounds.addAll(expected.keySet());
    for (double bound : bounds) {
      Map.Entry<Double, Double> is = actual.floorEntry(bound);
      Map.Entry<Double, Double> shall = expected.floorEntry(bound);
      double difference = (is == null ? 0 : is.getValue()) - (shall == null ? 0 : shall.getValue());
      double allowed = TOLERANCE * Math.max(Math.abs(largest), 1e-9) + rounding;
      if (Math.abs(difference) > allowed) {
        throw new AssertionError(
            "%s\nup to %s: %s instead of %s".formatted(where, bound, is, shall));
      }
    }
  }
}
