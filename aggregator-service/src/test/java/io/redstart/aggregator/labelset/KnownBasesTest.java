// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import org.junit.jupiter.api.Test;

class KnownBasesTest {
  private final Increment found = new Increment();
  private final KnownBases bases = new KnownBases(1 << 10);

  private static Increment calls(int calls) {
    Increment total = new Increment();
    for (int i = 0; i < calls; i++) {
      total.record(i, Weight.ONE, 1_000);
    }
    return total;
  }

  @Test
  void addTo_addsTheLatestTotalUpToAStamp() {
    bases.put(1, 10_000, calls(3));

    assertThat(bases.addTo(1, 9_999, found)).isEqualTo(Long.MIN_VALUE);
    assertThat(bases.addTo(2, 20_000, found)).isEqualTo(Long.MIN_VALUE);
    assertThat(found.isEmpty()).isTrue();
    assertThat(bases.addTo(1, 10_000, found)).isEqualTo(10_000);
    assertThat(found.calls()).isEqualTo(3 * Weight.ONE);
    assertThat(found.cellCount()).isEqualTo(3);
  }

  @Test
  void put_keepsTheLaterTotal() {
    bases.put(1, 10_000, calls(3));
    bases.put(1, 20_000, calls(5));
    bases.put(1, 15_000, calls(4));

    assertThat(bases.addTo(1, 30_000, found)).isEqualTo(20_000);
    assertThat(found.calls()).isEqualTo(5 * Weight.ONE);
  }

  @Test
  void put_staysWithinItsSize() {
    for (int id = 0; id < 100; id++) {
      bases.put(id, 10_000, calls(9));
    }
    assertThat(bases.sizeBytes()).isBetween(512L, 1024L);
    assertThat(bases.addTo(0, 10_000, found)).isEqualTo(10_000);
    assertThat(bases.addTo(99, 10_000, found)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void clear_forgetsEverything() {
    assertThat(bases.clear()).isFalse();
    bases.put(1, 10_000, calls(3));

    assertThat(bases.clear()).isTrue();
    assertThat(bases.sizeBytes()).isZero();
    assertThat(bases.addTo(1, 10_000, found)).isEqualTo(Long.MIN_VALUE);
  }
}
