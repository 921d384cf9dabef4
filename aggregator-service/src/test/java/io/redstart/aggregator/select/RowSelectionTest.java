// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.labelset.OpenRows;
import io.redstart.aggregator.labelset.RowEncoder;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.Frame;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.SelectRequest.Parts;
import io.redstart.wire.SelectRequest.Share;
import io.redstart.wire.SelectRequest.Tier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowSelectionTest {
  private static final CellLayout LAYOUT = TestBatches.LAYOUT;
  private static final long WINDOW = 5_000;
  private static final long SEALED = 100_000;
  private static final StoreId STORE = new StoreId(0, 1);

  private final AtomicInteger ids = new AtomicInteger();
  private final LabelSetTable table = new LabelSetTable(WINDOW, 5, ids::getAndIncrement);

  private final RowSelection selection = new RowSelection(LAYOUT);

  @BeforeEach
  void countTwoLabelSets() {
    count(TestBatches.CHECKOUT, 10_000, 1, 1_000_000);
    count(TestBatches.CHECKOUT, 15_000, 2, 3_000_000);
    count(TestBatches.PAYMENT, 20_000, 8, 1_000_000);
    count(TestBatches.CHECKOUT, 40_000, 4, 50_000_000);
  }

  @Test
  void rows_areThoseAfterFromAndUpToThrough() {
    TestRows checkout = select(10_000, 35_000, Parts.CELLS).get(0);
    assertThat(checkout.labels).isEqualTo(TestBatches.CHECKOUT);
    assertThat(checkout.callsByStamp()).containsExactly(Map.entry(15_000L, 2L));
    assertThat(TestRows.calls(checkout.base)).isEqualTo(1);
    assertThat(checkout.birthMillis).isEqualTo(10_000);
    assertThat(checkout.lastMillis).isEqualTo(15_000);
  }

  @Test
  void base_holdsNoCellsThatWereTouchedLater() {
    TestRows checkout = select(10_000, 100_000, Parts.CELLS).get(0);
    assertThat(checkout.base.cellCount()).isEqualTo(1);
    assertThat(checkout.base.cell(0)).isEqualTo(LAYOUT.cellOf(1_000_000));
  }

  @Test
  void labelSet_bornAfterThroughIsLeftOut() {
    assertThat(select(0, 15_000, Parts.CELLS))
        .extracting(rows -> rows.labels)
        .containsExactly(TestBatches.CHECKOUT);
    assertThat(select(0, 5_000, Parts.LABELS)).isEmpty();
  }

  @Test
  void calls_comeWithoutCells() {
    TestRows checkout = select(10_000, 100_000, Parts.CALLS).get(0);
    assertThat(checkout.callsByStamp())
        .containsExactly(Map.entry(15_000L, 2L), Map.entry(40_000L, 4L));
    assertThat(checkout.base.sumNanos()).isEqualTo(1_000_000);
    assertThat(checkout.total().sumNanos()).isEqualTo(207_000_000);
    assertThat(checkout.total().cellCount()).isZero();
  }

  @Test
  void labels_comeWithoutRows() {
    TestRows checkout = select(0, 100_000, Parts.LABELS).get(0);
    assertThat(checkout.lastMillis).isEqualTo(40_000);
    assertThat(checkout.rows).isEmpty();
    assertThat(checkout.base.isEmpty()).isTrue();
  }

  @Test
  void matchers_mustAllHold() {
    SelectRequest request = TestRows.request(
        Set.of(Metric.SPANS),
        List.of(
            LabelMatcher.equal("span_name", "pay"),
            LabelMatcher.of("service_name", LabelMatcher.Op.MATCHES, "pay.*")),
        0,
        100_000,
        Parts.CELLS,
        0,
        1 << 20);
    assertThat(all(request)).extracting(rows -> rows.labels).containsExactly(TestBatches.PAYMENT);
  }

  @Test
  void page_endsWithTheLabelSetThatReachedItsSize() {
    SelectRequest request =
        TestRows.request(Set.of(Metric.SPANS), List.of(), 0, 100_000, Parts.CELLS, 0, 1);
    SelectReply.Reader first = new SelectReply.Reader(page(request), LAYOUT);
    assertThat(TestRows.read(first, 0)).hasSize(1);
    assertThat(first.nextCursor()).isEqualTo(1);
    assertThat(all(request)).hasSize(2);
  }

  @Test
  void page_endsAfterMuchReading() {
    String padding = "x".repeat(40_000);
    for (int i = 0; i < 200; i++) {
      count(Labels.of("service_name", padding + i), 40_000, 1, 1);
    }
    SelectRequest request = TestRows.request(
        Set.of(Metric.SPANS),
        List.of(LabelMatcher.of("service_name", LabelMatcher.Op.MATCHES, "x.*")),
        0,
        100_000,
        Parts.CELLS,
        0,
        RowSelection.PAGE_MAX_BYTES);
    SelectReply.Reader first = new SelectReply.Reader(page(request), LAYOUT);
    assertThat(first.nextCursor()).isBetween(90L, 120L);
    assertThat(all(request)).hasSize(200);
  }

  @Test
  void forgottenTime_hasNoLabelSets() {
    table.moveThrough(15_000, 0, table.size());
    assertThat(select(0, 15_000, Parts.CELLS)).isEmpty();
    assertThat(select(0, 20_000, Parts.CELLS))
        .extracting(rows -> rows.labels)
        .containsExactly(TestBatches.PAYMENT);
  }

  @Test
  void through_beyondWhatIsSealedIsRefused() {
    assertThatThrownBy(() -> select(0, 105_000, Parts.CELLS))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessage("windows are sealed through 100000, not 105000");
  }

  @Test
  void through_beforeFromIsRefused() {
    assertThatThrownBy(() -> select(10_000, 5_000, Parts.CELLS))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessage("through 5000 is before from 10000");
  }

  @Test
  void stamps_betweenWindowsAreRefused() {
    assertThatThrownBy(() -> select(1, 5_000, Parts.CELLS))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessageContaining("must be multiples of the window of 5000 ms");
  }

  @Test
  void tiers_thatCutAWindowAreRefused() {
    SelectRequest cut = request(Share.all(STORE), List.of(new Tier(60_000, 70_000)));
    assertThatThrownBy(() -> all(cut))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessage("the range of windows of 60000 ms, 0 through 70000, cuts a window");
  }

  @Test
  void slots_thatAreNotRequestedAreLeftOut() {
    List<Tier> tiers = List.of(new Tier(60_000, 60_000), new Tier(5_000, 100_000));
    byte[] checkout = LabelSets.encode(TestBatches.CHECKOUT);
    int slot = LabelSets.slot(LabelSets.hash(checkout, 0, checkout.length));
    assertThat(all(request(Share.all(STORE), tiers))).hasSize(2);
    assertThat(all(request(new Share(STORE, slot, slot), tiers)))
        .extracting(rows -> rows.labels)
        .containsExactly(TestBatches.CHECKOUT);
    assertThat(all(request(new Share(STORE, slot + 1, LabelSets.SLOTS - 1), tiers)))
        .extracting(rows -> rows.labels)
        .doesNotContain(TestBatches.CHECKOUT);
  }

  private static SelectRequest request(Share share, List<Tier> tiers) {
    return new SelectRequest(
        share, Set.of(Metric.SPANS), List.of(), 0, tiers, Parts.CELLS, 0, 1 << 20);
  }

  private List<TestRows> select(long from, long through, Parts parts) {
    return all(TestRows.request(Set.of(Metric.SPANS), List.of(), from, through, parts, 0, 1 << 20));
  }

  private Frame page(SelectRequest request) {
    RowSelection.check(request, WINDOW, SEALED);
    OpenSource source = new OpenSource(request);
    return selection.page(request, table.view(), source, WINDOW, new Cancellation());
  }

  private List<TestRows> all(SelectRequest request) {
    return TestRows.all(request, this::page);
  }

  private void count(Labels labels, long stampMillis, int calls, long nanos) {
    byte[] bytes = LabelSets.encode(labels);
    LabelSetRecord labelSet = table.findOrAdd(Metric.SPANS, bytes, 0, bytes.length, stampMillis);
    table.count(labelSet, stampMillis, window -> {
      for (int i = 0; i < calls; i++) {
        window.record(LAYOUT.cellOf(nanos), Weight.ONE, nanos);
      }
    });
  }

  /** The rows that are in no chunk yet, as if there were no chunks. */
  private record OpenSource(SelectRequest request) implements RowSource {
    @Override
    public long lastMillis(LabelSetRecord labelSet) {
      return labelSet.rows().lastThrough(request.throughMillis(), WINDOW);
    }

    @Override
    public void read(LabelSetRecord labelSet, Increment base, RowSink sink) {
      OpenRows rows = labelSet.rows();
      RowEncoder encoder = new RowEncoder();
      Increment scratch = new Increment();
      long from = request.fromMillis();
      RowSink toBase = (stampMillis, row, exemplars, offset, length) -> base.add(row);
      if (request.parts() == Parts.CELLS) {
        rows.read(Long.MIN_VALUE, from, WINDOW, scratch, encoder, toBase);
      } else {
        rows.addHeadsTo(from, WINDOW, base);
      }
      rows.read(from, request.throughMillis(), WINDOW, scratch, encoder, sink);
    }

    @Override
    public void close() {}
  }
}
