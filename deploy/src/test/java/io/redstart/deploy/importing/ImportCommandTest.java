// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.Stores;
import io.redstart.aggregator.tool.StoreCheck;
import io.redstart.config.SettingsReader;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportCommandTest {
  private static final long MINUTE = FakePrometheus.MINUTE;
  private static final long NOW = Instant.parse("2026-03-10T15:20:10Z").toEpochMilli();
  private static final long THROUGH = Math.floorDiv(NOW, MINUTE) * MINUTE;
  private static final int MINUTES = 36 * 60;
  private static final long FROM = THROUGH - MINUTES * MINUTE;
  private static final CellLayout LAYOUT = CellLayout.of(1_000_000, 10_000_000, 100_000_000);
  private static final double[] LE_MILLIS = {1, 10, 100};

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Operation> operations = new ArrayList<>();
  private FakePrometheus prometheus;
  private long nowMillis = NOW;
  private long groupRows = HistoryCopy.GROUP_ROWS_MAX;

  @TempDir
  private Path folder;

  /** A counter with what it really counted in each minute, and its value at the end of each. */
  private static final class Operation {
    private final Labels labels;
    /** By minute and bucket, the last of which is +Inf. */
    private final long[][] counted = new long[MINUTES + 1][];
    /** By minute; null where Prometheus has no sample. */
    private final long[][] values = new long[MINUTES + 1][];

    /** The counts that an import can find: those of minutes between two samples. */
    private final Map<Long, Long> expected = new TreeMap<>();

    private Operation(Labels labels) {
      this.labels = labels;
    }
  }

  @BeforeEach
  void start() throws Exception {
    prometheus = new FakePrometheus();
  }

  @AfterEach
  void stop() throws Exception {
    prometheus.close();
  }

  @ParameterizedTest
  @CsvSource({
    "calls_total, duration_milliseconds, 1",
    "traces_span_metrics_calls_total, traces_span_metrics_duration_seconds, 1000",
    "traces_spanmetrics_calls, traces_spanmetrics_duration, 1",
  })
  void import_countsMinuteByMinute(String calls, String duration, double unit) throws Exception {
    long seed = System.nanoTime();
    count(new SplittableRandom(seed), 12);
    publish(calls, duration, unit);
    assertThat(run()).as(err.toString()).isZero();
    assertThat(out.toString()).contains(calls + " and " + duration + "_bucket");
    RowStore store = stores().openNow();
    checkRows("seed " + seed, store);
    close(store);
    assertThat(check()).isEmpty();
  }

  @Test
  void import_keepsBuckets() throws Exception {
    count(new SplittableRandom(1), 1);
    publish("calls_total", "duration_milliseconds", 1);
    run();
    RowStore store = stores().openNow();
    Increment cells = new Increment();
    rows(store, FROM, THROUGH).get(operations.get(0).labels).values().forEach(cells::add);
    close(store);
    long[] expected = new long[LE_MILLIS.length + 1];
    operations.get(0).expected.keySet().forEach(stamp -> {
      long[] counted = operations.get(0).counted[(int) ((stamp - FROM) / MINUTE)];
      for (int i = 0; i < counted.length; i++) {
        expected[i] += counted[i];
      }
    });
    long[] found = new long[LE_MILLIS.length + 1];
    for (int i = 0; i < cells.cellCount(); i++) {
      found[LAYOUT.bucketOf(cells.cell(i))] += cells.count(i) / Weight.ONE;
    }
    assertThat(found).isEqualTo(expected);
    // Quantiles in the bucket +Inf are just above the highest bound.
    long highest = LAYOUT.upperNanos(cells.cell(cells.cellCount() - 1));
    assertThat(highest).isBetween(100_000_000L, 102_000_000L);
  }

  @Test
  void liveCounts_continueImportedCounters() throws Exception {
    count(new SplittableRandom(2), 3);
    publish("calls_total", "duration_milliseconds", 1);
    run();
    Labels labels = operations.get(0).labels;
    long before =
        operations.get(0).expected.values().stream().mapToLong(Long::longValue).sum();
    RowStore store = stores().openNow();
    long counted = 0;
    for (int minute = 0; minute < 26 * 60; minute++) {
      nowMillis += MINUTE;
      if (minute % 10 == 0) {
        countLive(store, labels, ++counted);
      }
      store.tidy();
    }
    nowMillis += MINUTE;
    store.tidy();
    // From any moment, base and rows add up to everything: the counter never restarts.
    for (long from : List.of(FROM, FROM + 1000 * MINUTE, THROUGH, THROUGH + 100 * MINUTE)) {
      for (SelectRequest.Parts parts :
          List.of(SelectRequest.Parts.CALLS, SelectRequest.Parts.CELLS)) {
        Increment total = total(store, labels, from, parts);
        assertThat(total.calls() / Weight.ONE).as("from %s", from).isEqualTo(before + counted);
        if (parts == SelectRequest.Parts.CELLS) {
          long cells = 0;
          for (int i = 0; i < total.cellCount(); i++) {
            cells += total.count(i) / Weight.ONE;
          }
          assertThat(cells).as("cells from %s", from).isEqualTo(before + counted);
        }
      }
    }
    close(store);
    assertThat(check()).isEmpty();
    close(stores().openNow());
  }

  @Test
  void secondImport_changesNothing() throws Exception {
    count(new SplittableRandom(3), 5);
    publish("calls_total", "duration_milliseconds", 1);
    assertThat(run()).isZero();
    nowMillis += 5 * MINUTE;
    assertThat(run()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("5 label sets skipped, an earlier import brought them");
    RowStore store = stores().openNow();
    checkRows("second", store);
    close(store);
  }

  @Test
  void interruptedImport_continues() throws Exception {
    // More rows than a group holds, so that the import fails between groups.
    groupRows = 8L * MINUTES;
    count(new SplittableRandom(4), 20);
    publish("calls_total", "duration_milliseconds", 1);
    prometheus.rangesLeft.set(3);
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).contains("503 broken", "continues");
    prometheus.rangesLeft.set(Integer.MAX_VALUE);
    assertThat(run()).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("imported 12 label sets", "8 label sets skipped, an earlier import");
    RowStore store = stores().openNow();
    checkRows("continued", store);
    close(store);
    assertThat(check()).isEmpty();
  }

  @Test
  void failuresThatPass_areRepeated() throws Exception {
    count(new SplittableRandom(5), 1);
    publish("calls_total", "duration_milliseconds", 1);
    prometheus.failures.set(3);
    assertThat(run()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("3 requests repeated");
  }

  @Test
  void twoSpellings_areRefusedWithTheirNames() throws Exception {
    count(new SplittableRandom(6), 1);
    publish("calls_total", "duration_milliseconds", 1);
    publish("traces_span_metrics_calls_total", "traces_span_metrics_duration_milliseconds", 1);
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString())
        .contains("calls_total, traces_span_metrics_calls_total", "--metric-calls");
    assertThat(run(arguments("traces_span_metrics_calls_total", Set.of(), false)))
        .isZero();
  }

  @Test
  void countedLabelSets_areRefused() throws Exception {
    count(new SplittableRandom(7), 2);
    publish("calls_total", "duration_milliseconds", 1);
    RowStore store = stores().openNow();
    countLive(store, operations.get(0).labels, 1);
    close(store);
    assertThat(run()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("imported 1 label sets", "1 label sets refused");
    operations.remove(0);
    RowStore reopened = stores().openNow();
    checkRows("other", reopened);
    close(reopened);
    assertThat(check()).isEmpty();
  }

  @Test
  void droppedLabels_addUp() throws Exception {
    count(new SplittableRandom(8), 2);
    publish("calls_total", "duration_milliseconds", 1, Map.of("instance", "a"));
    publish("calls_total", "duration_milliseconds", 1, Map.of("instance", "b"));
    assertThat(run(arguments(null, Set.of("instance"), false)))
        .as(err.toString())
        .isZero();
    operations.forEach(one -> one.expected.replaceAll((stamp, calls) -> 2 * calls));
    RowStore store = stores().openNow();
    checkRows("two instances", store);
    close(store);
  }

  @Test
  void dryRun_createsNoStore() throws Exception {
    count(new SplittableRandom(9), 2);
    publish("calls_total", "duration_milliseconds", 1);
    assertThat(run(arguments(null, Set.of(), true))).as(err.toString()).isZero();
    assertThat(out.toString()).contains("would import 2 label sets");
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void storeInUse_isRefusedWithItsProcess() throws Exception {
    count(new SplittableRandom(10), 1);
    publish("calls_total", "duration_milliseconds", 1);
    RowStore store = stores().openNow();
    assertThat(run()).isEqualTo(1);
    close(store);
    assertThat(err.toString()).contains("process " + ProcessHandle.current().pid());
  }

  @Test
  void headers_areSent() throws Exception {
    count(new SplittableRandom(11), 1);
    publish("calls_total", "duration_milliseconds", 1);
    run();
    assertThat(prometheus.authorization).isEqualTo("Bearer secret");
  }

  /** Counts with births, restarts and gaps of two minutes and of ten. */
  private void count(SplittableRandom random, int count) {
    for (int i = 0; i < count; i++) {
      Operation operation = new Operation(Labels.of(
          "service_name", "shop", "span_name", "GET /\"" + i + "\".*|x", "span_kind", "SERVER"));
      operations.add(operation);
      int birth = i % 3 == 1 ? 1 + random.nextInt(MINUTES / 2) : 0;
      long[] value = new long[LE_MILLIS.length + 1];
      long[] since = null;
      int last = -1;
      int gapEnd = 0;
      for (int minute = birth; minute <= MINUTES; minute++) {
        boolean restarts = random.nextInt(300) == 0;
        long[] counted = new long[value.length];
        for (int b = 0; b < value.length; b++) {
          counted[b] = random.nextInt(2) == 0 ? 0 : random.nextInt(5);
        }
        operation.counted[minute] = counted;
        if (random.nextInt(400) == 0 && minute > birth && i > 0) {
          gapEnd = minute + (random.nextBoolean() ? 2 : 10);
        }
        // A restart loses what was counted before it in the same minute: there is nothing.
        restarts &= minute >= gapEnd + 1
            && minute > birth + 1
            && last == minute - 1
            && sum(value) > sum(counted);
        value = restarts ? new long[value.length] : value.clone();
        for (int b = 0; b < value.length; b++) {
          value[b] += counted[b];
        }
        if (minute < gapEnd) {
          continue;
        }
        operation.values[minute] = value;
        long counts = last < 0
            ? (minute == 0 ? 0 : sum(value))
            : minute - last > 5 ? 0 : restarts ? sum(value) : sum(value) - sum(since);
        if (counts > 0) {
          operation.expected.put(FROM + minute * MINUTE, counts);
        }
        since = value;
        last = minute;
      }
    }
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  private void publish(String calls, String duration, double unit) {
    publish(calls, duration, unit, Map.of("otel_scope_name", "spanmetricsconnector"));
  }

  private void publish(String calls, String duration, double unit, Map<String, String> more) {
    for (Operation operation : operations) {
      Map<String, String> labels = new HashMap<>();
      operation.labels.forEach(labels::put);
      labels.putAll(more);
      add(calls, labels, operation, LE_MILLIS.length + 1, 1);
      add(duration + "_count", labels, operation, LE_MILLIS.length + 1, 1);
      add(duration + "_sum", labels, operation, LE_MILLIS.length + 1, 5 / unit);
      for (int b = 0; b <= LE_MILLIS.length; b++) {
        Map<String, String> bucket = new HashMap<>(labels);
        bucket.put("le", b == LE_MILLIS.length ? "+Inf" : String.valueOf(LE_MILLIS[b] / unit));
        add(duration + "_bucket", bucket, operation, b + 1, 1);
      }
    }
  }

  private void add(
      String name, Map<String, String> labels, Operation operation, int buckets, double times) {
    Map<String, String> named = new HashMap<>(labels);
    named.put("__name__", name);
    prometheus.add(named, millis -> {
      int minute = (int) Math.floorDiv(millis - FROM, MINUTE);
      if (minute < 0 || minute > MINUTES || operation.values[minute] == null) {
        return Double.NaN;
      }
      long sum = 0;
      for (int b = 0; b < buckets; b++) {
        sum += operation.values[minute][b];
      }
      return sum * times;
    });
  }

  private void checkRows(String description, RowStore store) {
    Map<Labels, Map<Long, Increment>> found = rows(store, FROM, THROUGH);
    for (Operation operation : operations) {
      Map<Long, Long> calls = new TreeMap<>();
      found.getOrDefault(operation.labels, Map.of()).forEach((stamp, row) -> {
        calls.put(stamp, row.calls() / Weight.ONE);
        assertThat(row.sumNanos())
            .as("sum of %s at %s, %s", operation.labels, stamp, description)
            .isEqualTo(calls.get(stamp) * 5e6);
      });
      assertThat(calls).as("%s, %s", operation.labels, description).isEqualTo(operation.expected);
    }
    assertThat(found).hasSameSizeAs(operations);
  }

  private static Map<Labels, Map<Long, Increment>> rows(RowStore store, long from, long through) {
    Map<Labels, Map<Long, Increment>> found = new HashMap<>();
    page(store, from, through, SelectRequest.Parts.CELLS, (page, base) -> {
      Map<Long, Increment> rows = new TreeMap<>();
      long stamp = from;
      for (int i = 0; i < page.rows(); i++) {
        Increment row = new Increment();
        stamp += page.row(row) * page.windowMillis();
        rows.put(stamp, row);
      }
      found.put(page.labels(), rows);
    });
    return found;
  }

  private static Increment total(
      RowStore store, Labels labels, long from, SelectRequest.Parts parts) {
    Increment total = new Increment();
    page(store, from, store.sealedMillis(), parts, (page, base) -> {
      Increment row = new Increment();
      boolean isWanted = page.labels().equals(labels);
      if (isWanted) {
        total.add(base);
      }
      for (int i = 0; i < page.rows(); i++) {
        page.row(row);
        if (isWanted) {
          total.add(row);
        }
        row = new Increment();
      }
    });
    return total;
  }

  private interface PageSink {
    void labelSet(SelectReply.Reader page, Increment base);
  }

  private static void page(
      RowStore store, long from, long through, SelectRequest.Parts parts, PageSink sink) {
    long cursor = 0;
    while (cursor >= 0) {
      SelectRequest request = new SelectRequest(
          SelectRequest.Share.all(store.id()),
          Set.of(Metric.SPANS),
          List.of(),
          from,
          List.of(new SelectRequest.Tier(5_000, through)),
          parts,
          cursor,
          1 << 20);
      SelectReply.Reader page = new SelectReply.Reader(
          store.shards().get(0).view().page(request, new Cancellation()), LAYOUT);
      Increment base = new Increment();
      while (page.next(base)) {
        sink.labelSet(page, base);
        base = new Increment();
      }
      cursor = page.nextCursor();
    }
  }

  private void countLive(RowStore store, Labels labels, long sequence) throws Exception {
    StoreShard shard = store.shards().get(0);
    UUID channel = new UUID(0, 1);
    get(shard.open(channel));
    BatchWriter writer = new BatchWriter().begin(channel, sequence, 0, LAYOUT);
    Increment increment = new Increment();
    increment.record(LAYOUT.cellOf(2_000_000), Weight.ONE, 2_000_000);
    byte[] bytes = LabelSets.encode(labels);
    writer.add(Metric.SPANS, LabelSets.hash(bytes, 0, bytes.length), bytes, increment);
    BatchReader batch = new BatchReader(writer.toFrame(), LAYOUT);
    batch.check();
    get(shard.commit(batch));
  }

  private List<String> check() throws Exception {
    return StoreCheck.of(new StoreFiles(folder.resolve("store")), (what, done, total) -> {})
        .problems()
        .stream()
        .map(problem -> problem.what())
        .toList();
  }

  private ImportArguments arguments(String calls, Set<String> dropped, boolean dryRun) {
    return new ImportArguments(
        prometheus.address(),
        (nowMillis - FROM) / MINUTE + "m",
        "now",
        "",
        calls,
        null,
        null,
        dropped,
        Map.of("Authorization", "Bearer secret"),
        dryRun);
  }

  private int run() {
    return run(arguments(null, Set.of(), false));
  }

  private int run(ImportArguments arguments) {
    return new ImportCommand(
            stores(), false, new PrintWriter(out), new PrintWriter(err), null, millis -> {})
        .withGroupRows(groupRows)
        .run(arguments);
  }

  private Stores stores() {
    StoreConfig defaults = SettingsReader.defaults(StoreConfig.class);
    StoreConfig config =
        new StoreConfig(folder.resolve("store").toString(), defaults.retention(), false, 0);
    InstantSource wall = () -> Instant.ofEpochMilli(nowMillis);
    return new Stores(
        1,
        config,
        LAYOUT,
        wall,
        () -> Duration.ofMillis(nowMillis).toNanos(),
        5,
        new MemoryBudget("store", 64 << 20),
        4 << 20,
        null);
  }

  private static void close(RowStore open) throws Exception {
    get(open.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
