// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.limit.Cancellation;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelSetFinderTest {
  private static final SelectRequest.Share QUARTER =
      new SelectRequest.Share(new StoreId(0, 1), 0, LabelSets.SLOTS / 4 - 1);

  private int nextId;
  private final LabelSetTable table = new LabelSetTable(5_000, 0, () -> nextId++);
  private final LabelSetFinder finder = new LabelSetFinder();

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      byte[] labels = LabelSets.encode(Labels.of("span_name", "s" + nextId));
      table.findOrAdd(Metric.SPANS, labels, 0, labels.length, 5_000);
    }
  }

  private int found() {
    LabelSetFinder.Found found =
        finder.find(table.view(), List.of(), QUARTER, 0, new Cancellation());
    int count = 0;
    for (; found.hasNext(); count++) {
      found.nextOrdinal();
    }
    return count;
  }

  /** As in a store that only a Prometheus scrapes: the matchers are always the same. */
  @Test
  void labelSetsOfOtherSlots_areSkipped_alsoThoseAddedLater() {
    add(1_000);
    assertThat(found()).isBetween(150, 350);
    for (int scrape = 0; scrape < 4; scrape++) {
      add(1_000);
      found();
    }
    assertThat(found()).isBetween(1_000, 1_500);
  }
}
