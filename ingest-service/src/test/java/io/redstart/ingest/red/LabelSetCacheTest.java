// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import org.junit.jupiter.api.Test;

class LabelSetCacheTest {
  @Test
  void find_returnsWhatWasPut() {
    LabelSetCache<LabelSet> table = new LabelSetCache<>(1, LabelSet::heapBytes, room(10 << 20));
    for (int i = 0; i < 10_000; i++) {
      put(table, "key " + i);
    }

    assertThat(table.size()).isEqualTo(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(find(table, "key " + i)).hasToString("{a=\"key " + i + "\"}");
    }
    assertThat(find(table, "other")).isNull();
  }

  @Test
  void put_startsAnewAtTheLimits() {
    LabelSetCache<LabelSet> few = new LabelSetCache<>(1, LabelSet::heapBytes, 2, room(1 << 20));
    LabelSetCache<LabelSet> small = new LabelSetCache<>(1, LabelSet::heapBytes, 1_000, room(30));
    for (String key : new String[] {"first", "second", "third"}) {
      put(few, key);
      put(small, key);
    }

    assertThat(few.size()).isEqualTo(1);
    assertThat(few.restarts()).isEqualTo(1);
    assertThat(find(few, "first")).isNull();
    assertThat(find(few, "third")).isNotNull();
    assertThat(small.restarts()).isPositive();
    assertThat(find(small, "third")).isNotNull();
  }

  @Test
  void put_inPlaceOfAnother_correctsTheSize() {
    LabelSetCache<LabelSet> table = new LabelSetCache<>(1, LabelSet::heapBytes, room(1 << 20));
    put(table, "key", "short");
    long beforeBytes = table.sizeBytes();
    put(table, "key", "a longer one");
    assertThat(table.sizeBytes()).isEqualTo(beforeBytes + 7);
    put(table, "key", "short");
    assertThat(table.sizeBytes()).isEqualTo(beforeBytes);
  }

  private static TableRoom room(long maxBytes) {
    return new TableRoom(new MemoryBudget("tables", maxBytes), maxBytes);
  }

  private static void put(LabelSetCache<LabelSet> table, String key) {
    put(table, key, key);
  }

  private static void put(LabelSetCache<LabelSet> table, String key, String value) {
    byte[] bytes = key.getBytes(UTF_8);
    LabelSet set = LabelSet.of(Metric.SPANS, Labels.of("a", value));
    table.put(table.hash(bytes, bytes.length), bytes, bytes.length, set);
  }

  private static LabelSet find(LabelSetCache<LabelSet> table, String key) {
    byte[] bytes = key.getBytes(UTF_8);
    return table.find(table.hash(bytes, bytes.length), bytes, bytes.length);
  }
}
