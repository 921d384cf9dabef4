// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.LabelSets;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a table says that it takes is what it takes, within a quarter. */
class LabelSetTableMemoryTest {
  private static final int LABEL_SETS = 100_000;
  private static final long WINDOW_MILLIS = 5_000;

  private final AtomicInteger ids = new AtomicInteger();
  private final LabelSetTable table = new LabelSetTable(WINDOW_MILLIS, 5, ids::getAndIncrement);

  @Test
  void sizeBytes_isHonest() {
    long beforeBytes = usedBytes();
    countAll(1, Metric.RESOURCES, 0);
    assertHonest("label sets without durations", beforeBytes);
    countAll(1, Metric.SPANS, 1);
    assertHonest("and as many new ones with one", beforeBytes);
    countAll(2, Metric.SPANS, 1);
    countAll(3, Metric.SPANS, 2);
    assertHonest("and some rows", beforeBytes);
    countAll(4, Metric.SPANS, 20);
    countAll(5, Metric.SPANS, 20);
    assertHonest("and rows of many cells", beforeBytes);
    countAll(125, Metric.SPANS, 1);
    assertHonest("and another row", beforeBytes);
    table.moveThrough(120 * WINDOW_MILLIS, 0, table.size());
    assertHonest("and with all but this row in chunks", beforeBytes);
    table.moveThrough(125 * WINDOW_MILLIS, 0, table.size());
    assertHonest("and with all rows in chunks", beforeBytes);
    table.removeThrough(4 * WINDOW_MILLIS);
    assertHonest("and without the label sets that were counted once", beforeBytes);
  }

  private void assertHonest(String what, long beforeBytes) {
    double takenBytes = usedBytes() - beforeBytes;
    assertThat(table.sizeBytes() / takenBytes)
        .as("%s: %d bytes said of %.0f", what, table.sizeBytes(), takenBytes)
        .isBetween(0.8, 1.25);
  }

  private void countAll(int window, Metric metric, int cells) {
    for (int i = 0; i < LABEL_SETS; i++) {
      byte[] labels = LabelSets.encode(Labels.of(
          "service_name", "checkout", "span_name", "GET /operation/" + i, "instance", "pod-" + i));
      LabelSetRecord record =
          table.findOrAdd(metric, labels, 0, labels.length, window * WINDOW_MILLIS);
      table.count(record, window * WINDOW_MILLIS, value(window, i, cells));
    }
  }

  private static LabelSetTable.Value value(int window, int labelSet, int cells) {
    return new LabelSetTable.Value() {
      @Override
      public void addTo(Increment target) {
        target.addCalls(Weight.ONE);
        for (int cell = 0; cell < cells; cell++) {
          target.record(1_000 + 7 * cell + labelSet % 50, Weight.ONE, 1_000_000);
        }
      }

      @Override
      public boolean hasExemplars() {
        return cells == 2;
      }

      @Override
      public void exemplarsTo(Exemplars target) {
        target.offer(labelSet, window, 1, 1_000_000, false);
      }
    };
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
