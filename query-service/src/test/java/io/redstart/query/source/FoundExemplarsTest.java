// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.FoundExemplars.Exemplar;
import org.junit.jupiter.api.Test;

class FoundExemplarsTest {
  private static final Labels CALLS = Labels.of(Labels.METRIC_NAME, "calls");

  private final FoundExemplars found = new FoundExemplars(2, QueryLimits.unlimited());

  private static Exemplar at(long timestampMillis) {
    return new Exemplar(CALLS, timestampMillis, "a", "b", 1);
  }

  @Test
  void add_keepsEachOnce() {
    found.add(at(5));
    found.add(at(5));
    assertThat(found.bySeries().get(CALLS)).containsExactly(at(5));
    assertThat(found.isTruncated()).isFalse();
  }

  @Test
  void add_keepsTheNewest() {
    found.add(at(7));
    found.add(at(5));
    found.add(at(6));
    assertThat(found.bySeries().get(CALLS)).containsExactly(at(6), at(7));
    assertThat(found.isTruncated()).isTrue();
  }
}
