// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.source.Selection;
import io.redstart.query.source.TestConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final long HOUR = 3_600_000;

  private static Optional<Timeline> of(long from, long through, long sealed) {
    Tiers tiers = new Tiers(TestConfig.source().retention(), sealed);
    return Timeline.of(new Selection(List.of(), from, through), tiers, 0);
  }

  @Test
  void of_beginsAfterFromAndEndsWithThrough() {
    Timeline timeline = of(100_003, 115_000, 200_000).orElseThrow();
    assertThat(timeline.stampsFrom(timeline.firstMillis(0)))
        .containsExactly(105_000, 110_000, 115_000);
    Timeline aligned = of(100_000, 109_999, 200_000).orElseThrow();
    assertThat(aligned.stampsFrom(aligned.firstMillis(0))).containsExactly(105_000);
  }

  @Test
  void of_readsNothingThatIsNotSealed() {
    Timeline timeline = of(100_000, Long.MAX_VALUE, 110_000).orElseThrow();
    assertThat(timeline.throughMillis()).isEqualTo(110_000);
    assertThat(of(110_000, 200_000, 110_000)).isEmpty();
  }

  @Test
  void of_readsNothingBeyondRetention() {
    long sealed = 3 * HOUR;
    Timeline timeline = of(Long.MIN_VALUE, Long.MAX_VALUE, sealed).orElseThrow();
    assertThat(timeline.fromMillis()).isEqualTo(2 * HOUR);
    assertThat(of(0, HOUR, sealed)).isEmpty();
  }

  @Test
  void of_isEmptyWithoutStores() {
    assertThat(of(0, 100_000, 0)).isEmpty();
  }

  @Test
  void firstMillis_isTheZeroBeforeBirth() {
    Timeline timeline = of(100_000, 120_000, 200_000).orElseThrow();
    assertThat(timeline.stampsFrom(timeline.firstMillis(115_000)))
        .containsExactly(115_000, 120_000);
    assertThat(timeline.samplesFrom(125_000)).isZero();
  }

  @Test
  void stampsFrom_areShared() {
    Timeline timeline = of(100_000, 120_000, 200_000).orElseThrow();
    assertThat(timeline.stampsFrom(105_000)).isSameAs(timeline.stampsFrom(105_000));
  }
}
