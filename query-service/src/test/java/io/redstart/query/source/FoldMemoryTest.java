// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.fold.BaseCells;
import io.redstart.fold.FoldGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.fold.Life;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectReply;
import io.redstart.wire.WireReader;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks for quantiles of many groups, whose counts are larger than a query's memory. */
@Timeout(120)
class FoldMemoryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long WINDOW = FakeStore.WINDOW_MILLIS;
  private static final int GROUPS = 500;
  private static final int SHARDS = 3;
  private static final int PAGE_BYTES = 100_000;
  private static final long QUERY_BYTES = 9 << 20;
  private static final String HISTOGRAMS =
      "sum by (service_name, le) (rate(duration_milliseconds_bucket[2m]))";

  private static final Vertx VERTX = Vertx.vertx();
  private static final CellLayout LAYOUT = TestConfig.spanMetrics().layout();
  private static final Map<Integer, List<Frame>> PAGES = new ConcurrentHashMap<>();
  private static RedStores stores;

  private final MemoryBudget memory = new MemoryBudget("queries", QUERY_BYTES);

  @BeforeAll
  static void start() {
    new FakeStore(VERTX, "a", SHARDS, LAYOUT)
        .seal(NOW)
        .misbehave(FoldMemoryTest::answer)
        .start();
    stores = new OpenedStores(VERTX, NOW).open(TestConfig.source(), 1);
  }

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static void answer(Message<Frame> message) {
    WireReader in = new WireReader(message.body());
    SelectHead.from(in);
    FoldRequest request = FoldRequest.from(in, LabelMatcher::of, LAYOUT);
    String address = message.address();
    int shard = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    List<Frame> pages = PAGES.computeIfAbsent(shard, of -> pages(of, request));
    message.reply(pages.get((int) request.rows().cursor()));
  }

  /** One shard has all groups, one every second, and one only the last ones. */
  private static boolean has(int shard, int group) {
    return switch (shard) {
      case 0 -> true;
      case 1 -> group % 2 == 0;
      default -> group >= GROUPS / 2;
    };
  }

  private static List<Frame> pages(int shard, FoldRequest request) {
    FoldGrid grid = new FoldGrid(request.steps(), request.function(), WINDOW);
    LabelSetFolder folder = new LabelSetFolder(grid, request, LAYOUT);
    SplittableRandom random = new SplittableRandom(shard);
    List<Frame> pages = new ArrayList<>();
    FoldReply.Writer page = new FoldReply.Writer();
    for (int group = 0; group < GROUPS; group++) {
      if (has(shard, group)) {
        fold(random, folder);
        String name = String.format(Locale.ROOT, "s%04d", group);
        folder.writePart(LabelSets.encode(Labels.of("service_name", name)), 0, page);
      }
      if (page.sizeBytes() > PAGE_BYTES) {
        pages.add(frame(page, pages.size() + 1));
        page = new FoldReply.Writer();
      }
    }
    pages.add(frame(page, -1));
    return pages;
  }

  private static Frame frame(FoldReply.Writer page, long nextCursor) {
    return page.toFrame(nextCursor, new SelectReply.Writer(WINDOW, LAYOUT).toFrame(-1));
  }

  private static void fold(SplittableRandom random, LabelSetFolder folder) {
    long birthMillis = NOW - Duration.ofHours(1).toMillis();
    folder.begin(Life.from(birthMillis, WINDOW));
    int windows = 150;
    int spans = 40;
    for (int i = 0; i < windows; i++) {
      folder.addRow(NOW - (windows - 1 - i) * WINDOW, WINDOW, spans * Weight.ONE, 0, 0);
    }
    Increment base = new Increment();
    base.record(0, 1_000_000 * Weight.ONE, 0);
    BaseCells baseCells = new BaseCells() {
      @Override
      public void addSome(Increment target) {
        target.add(base);
      }

      @Override
      public void addBelow(int cell, Increment target) {
        target.add(base);
      }
    };
    folder.endRows(base, baseCells);
    for (int row = 0; row < windows; row++) {
      for (int i = 0; i < spans; i++) {
        long nanos = (long) (1e6 * Math.exp(5 * random.nextDouble()));
        folder.addCell(row, LAYOUT.cellOf(nanos), Weight.ONE);
      }
    }
    folder.end(baseCells);
  }

  private static List<Series> ask(String query, QueryLimits limits) {
    PromqlEngine engine = new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));
    QueryValue value = stores.read(
        limits,
        source ->
            engine.range(query, NOW - 600_000, NOW, 60_000, source, limits).value());
    return ((QueryValue.Matrix) value).series();
  }

  private void check(String query) {
    List<Series> expected = ask(query, QueryLimits.unlimited());
    List<Series> actual = ask(query, QueryLimits.of(Long.MAX_VALUE, memory.lease()));
    assertThat(actual).hasSize(GROUPS).hasSameSizeAs(expected);
    for (int i = 0; i < GROUPS; i++) {
      Series one = actual.get(i);
      Series other = expected.get(i);
      assertThat(one.labels()).isEqualTo(other.labels());
      assertThat(one.size()).isEqualTo(other.size()).isEqualTo(11);
      for (int step = 0; step < one.size(); step++) {
        assertThat(one.value(step)).isEqualTo(other.value(step)).isBetween(1.0, 149.0);
      }
    }
  }

  @Test
  void quantile_isComputedGroupByGroup() {
    check("histogram_quantile(0.95, " + HISTOGRAMS + ")");
    assertThat(memory.peakBytesSinceAsked()).isLessThan(6 << 20);
  }

  @Test
  void quantiles_ofOneQueryAreComputedTogether() {
    check("histogram_quantile(0.5, %1$s) / 2 + histogram_quantile(0.9, %1$s) / 2"
        .formatted(HISTOGRAMS));
  }

  @Test
  void histograms_areRefused() {
    QueryLimits limits = QueryLimits.of(Long.MAX_VALUE, memory.lease());
    String query = "histogram_quantile(0.95, " + HISTOGRAMS + " * 2)";
    assertThatThrownBy(() -> ask(query, limits))
        .isInstanceOf(PromqlException.class)
        .hasMessageContaining("of memory beyond");
    assertThat(ask(query, QueryLimits.unlimited())).hasSize(GROUPS);
  }
}
