// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.fold.FoldGrid;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class FoldOrderTest {
  private static final long WINDOW = 5_000;
  private static final long END = 100 * WINDOW;
  private static final CellLayout LAYOUT = CellLayout.of();

  private int nextId;
  private final LabelSetTable table = new LabelSetTable(WINDOW, 0, () -> nextId++);

  private void count(SplittableRandom random, long stampMillis) {
    // Lengths from 128 on and letters beyond ASCII have bytes with the highest bit.
    String name = List.of("a", "Z", "é", "語").get(random.nextInt(4));
    Labels labels = Labels.of(
        "service_name",
        name.repeat(1 + random.nextInt(150)),
        "span_name",
        "op" + random.nextInt(5));
    byte[] bytes = LabelSets.encode(labels);
    LabelSetRecord record = table.findOrAdd(Metric.SPANS, bytes, 0, bytes.length, stampMillis);
    table.count(record, stampMillis, target -> target.addCalls(Weight.ONE));
  }

  private static FoldRequest request(BitSet rowSlots) {
    SelectRequest rows = new SelectRequest(
        SelectRequest.Share.all(StoreId.random()),
        Set.of(Metric.SPANS),
        List.of(),
        0,
        List.of(new SelectRequest.Tier(WINDOW, END)),
        SelectRequest.Parts.CELLS,
        0,
        1 << 20);
    return new FoldRequest(
        rows,
        FoldRequest.Measure.CELLS,
        FoldRequest.Function.INCREASE,
        new FoldRequest.Steps(END / 2, 60_000, 5, 60_000, 0, END),
        new FoldRequest.Groups(false, List.of("service_name")),
        LAYOUT,
        rowSlots);
  }

  @RepeatedTest(5)
  void groups_ascendByTheirBytesAfterRows(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    for (int i = 0; i < 300; i++) {
      count(random, WINDOW * (1 + i / 3));
    }
    BitSet rowSlots = new BitSet();
    rowSlots.set(0, LabelSets.SLOTS / 4);
    FoldRequest request = request(rowSlots);
    FoldOrder order = FoldOrder.of(
        new LabelSetFinder()
            .find(table.view(), List.of(), request.rows().share(), 0, new Cancellation()),
        table.view(),
        request,
        new FoldGrid(request.steps(), request.function(), WINDOW),
        false,
        new Cancellation());
    int at = 0;
    while (order.part(at).isRows()) {
      at++;
    }
    assertThat(at).isBetween(10, order.size() / 2);
    Set<FoldOrder.Part> parts = new HashSet<>();
    for (; at + 1 < order.size(); at++) {
      FoldOrder.Part part = order.part(at);
      FoldOrder.Part next = order.part(at + 1);
      int groups = Arrays.compareUnsigned(part.group(), next.group());
      assertThat(groups).as("seed %s", repetition).isLessThanOrEqualTo(0);
      if (groups == 0) {
        assertThat(part.zeroMillis()).isLessThanOrEqualTo(next.zeroMillis());
      }
      if (!part.equals(next)) {
        assertThat(parts.add(next)).as("a part is in one piece").isTrue();
      }
    }
  }
}
