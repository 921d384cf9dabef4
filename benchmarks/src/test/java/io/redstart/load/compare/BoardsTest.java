// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.load.history.History;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardsTest {
  private static final int DAY_WINDOWS = 17_280;

  @Test
  void of_anHour_hasJaegersTenQueries() {
    List<Board> boards = Boards.of(new History(100, 100, 10, 1, 5, 1, 0, 960));
    assertThat(boards).hasSize(5);
    assertThat(boards.get(0).queries()).hasSize(10);
    assertThat(boards.get(0).queries().get(0).promql())
        .isEqualTo("histogram_quantile(0.50,"
            + " sum(rate(traces_span_metrics_duration_milliseconds_bucket{"
            + "service_name =~ \"service-0\", span_kind =~ \"SPAN_KIND_SERVER\"}[10m]))"
            + " by (service_name,le))");
  }

  @Test
  void of_days_looksBackFromTheEnd() {
    List<Board> boards = Boards.of(new History(1, 20, 2, 1, 0, 1, 0, 15 * DAY_WINDOWS));
    assertThat(boards).singleElement().satisfies(board -> {
      assertThat(board.lookbackMillis()).isEqualTo((15 * 24 - 2) * 3_600_000L);
      assertThat(board.stepMillis()).isEqualTo(3_600_000);
    });
  }
}
