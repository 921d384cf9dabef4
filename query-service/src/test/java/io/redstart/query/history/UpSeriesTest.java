// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.history.Slots;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpSeriesTest {
  private static String values(Series series, long firstSlot) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      text.append(Slots.of(series.timestampMillis(i)) - firstSlot)
          .append(':')
          .append((int) series.value(i))
          .append(' ');
    }
    return text.toString().trim();
  }

  @Test
  void silence_isZero_onceItIsCertain() {
    Presence presence = Presence.since(9_003);
    UpSeries up = new UpSeries(presence, 9_008);
    up.add(9_001, 9_001);
    assertThat(values(up.build("a", 0, 20_000, QueryLimits.unlimited()), 9_000))
        .isEqualTo("1:1 2:0 3:1 4:0 5:0 6:0");
    assertThat(values(up.build("a", 9_003, 9_004, QueryLimits.unlimited()), 9_000))
        .isEqualTo("3:1 4:0");
    assertThat(up.build("a", 0, 9_000, QueryLimits.unlimited()).size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void samples_areThoseOfAMap(long seed) {
    Random random = new Random(seed);
    long now = 50_000;
    long heard = now - random.nextInt(Slots.KEPT);
    UpSeries up = new UpSeries(Presence.since(heard), now);
    TreeMap<Long, Integer> expected = new TreeMap<>();
    expected.put(heard, 1);
    for (int i = 0; i < 20; i++) {
      long first = now - Slots.KEPT - 50 + random.nextInt(Slots.KEPT + 100);
      long last = first + random.nextInt(40);
      up.add(first, last);
      for (long slot = first; slot <= last; slot++) {
        if (slot <= now && slot > now - Slots.KEPT) {
          expected.put(slot, 1);
        }
      }
    }
    for (long slot = expected.firstKey(); slot <= now - Presence.SILENT_SLOTS; slot++) {
      expected.putIfAbsent(slot, 0);
    }
    Series series = up.build("a", 0, Long.MAX_VALUE, QueryLimits.unlimited());
    TreeMap<Long, Integer> found = new TreeMap<>();
    for (int i = 0; i < series.size(); i++) {
      found.put(Slots.of(series.timestampMillis(i)), (int) series.value(i));
    }
    assertThat(found).as("seed %d", seed).isEqualTo(expected);
  }
}
