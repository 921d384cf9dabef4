// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
  private static final int LOOKS_PER_MINUTE = (int) (60_000 / MemoryWatch.LOOK_EVERY_MILLIS);

  private final MemoryPlan plan = MemoryPlan.ofAll(1L << 30);
  private final MemoryBudget queries = plan.budget(MemoryPart.QUERIES);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> lines = new ArrayList<>();
  private final MemoryWatch watch = new MemoryWatch(plan, meters, lines::add);

  @Test
  void look_warnsBeforeAPartIsFull_once() {
    look(1);
    assertThat(lines).isEmpty();
    queries.take(queries.maxBytes() * 4 / 5 + 1);
    look(10 * LOOKS_PER_MINUTE);
    assertThat(lines)
        .containsExactly("memory for queries: 70 of 88 MiB are used; when it is full, queries are"
            + " refused; a larger heap (-Xmx) or a larger memory.queries helps");
  }

  @Test
  void look_seesWhatWasUsedInBetween() {
    queries.take(queries.maxBytes());
    queries.giveBack(queries.maxBytes());
    look(1);
    assertThat(lines).singleElement().satisfies(line -> assertThat(line).contains("88 of 88 MiB"));
    look(1);
    assertThat(lines).hasSize(1);
  }

  @Test
  void look_tellsRefusals_onceAMinute() {
    for (int i = 0; i < 2 * LOOKS_PER_MINUTE; i++) {
      queries.tryTake(queries.maxBytes() + 1);
      look(1);
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("queries are refused, 60 times since the last warning");
  }

  @Test
  void meters_showEveryPart() {
    queries.take(1_000);
    queries.tryTake(Long.MAX_VALUE / 2);
    assertThat(meters
            .get("redstart.memory.used.bytes")
            .tag("part", "queries")
            .gauge()
            .value())
        .isEqualTo(1_000);
    assertThat(meters
            .get("redstart.memory.max.bytes")
            .tag("part", "queries")
            .gauge()
            .value())
        .isEqualTo(queries.maxBytes());
    assertThat(meters
            .get("redstart.memory.refusals")
            .tag("part", "queries")
            .functionCounter()
            .count())
        .isEqualTo(1);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }
}
