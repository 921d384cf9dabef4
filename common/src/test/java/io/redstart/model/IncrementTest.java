// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class IncrementTest {
  private static final long MILLI = 1_000_000;

  @Test
  void record_countsCallsSumAndCell() {
    Increment increment = new Increment();
    increment.record(1985, Weight.ONE, 3 * MILLI);
    increment.record(1783, Weight.ONE, MILLI);
    increment.record(1783, Weight.ONE, MILLI);
    assertThat(increment.calls()).isEqualTo(3 * Weight.ONE);
    assertThat(increment.sumNanos()).isEqualTo(5e6);
    assertThat(increment.cellCount()).isEqualTo(2);
    assertThat(increment.cell(0)).isEqualTo(1783);
    assertThat(increment.count(0)).isEqualTo(2 * Weight.ONE);
    assertThat(increment.cell(1)).isEqualTo(1985);
    assertThat(increment.count(1)).isEqualTo(Weight.ONE);
  }

  @Test
  void addSum_carriesIntoTheUpperHalf() {
    Increment increment = new Increment();
    increment.addSum(0, -1);
    increment.addSum(0, 1);
    assertThat(increment.sumHigh()).isEqualTo(1);
    assertThat(increment.sumLow()).isZero();
    assertThat(increment.sumNanos()).isEqualTo(0x1p64);
  }

  @Test
  void counts_beyondTheLargest_stayThere() {
    Increment increment = new Increment();
    for (int i = 0; i < 131_073; i++) {
      increment.record(7, 1L << 46, 1);
    }
    assertThat(increment.calls()).isEqualTo(Weight.MAX);
    assertThat(increment.count(0)).isEqualTo(Weight.MAX);
    assertThat(increment.sumNanos()).isEqualTo(131_073);
  }

  @Test
  void subtract_ofMoreThanTheLargestCount_leavesNothing() {
    Increment total = new Increment();
    Increment row = new Increment();
    row.record(7, Weight.MAX, 1);
    total.add(row);
    total.add(row);
    total.subtract(row);
    total.subtract(row);
    assertThat(total.calls()).isZero();
    assertThat(total.count(0)).isZero();
  }

  @Test
  void clear_forgetsEverything() {
    Increment increment = new Increment();
    increment.record(3, Weight.ONE, 7);
    assertThat(increment.isEmpty()).isFalse();
    increment.clear();
    assertThat(increment.isEmpty()).isTrue();
    assertThat(increment.sumNanos()).isZero();
    assertThat(increment.cellCount()).isZero();
  }

  @Test
  void subtract_ofACellThatWasNeverAdded_throws() {
    Increment other = new Increment();
    other.addCell(9, 1);
    assertThatThrownBy(() -> new Increment().subtract(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cell 9");
  }

  @Test
  void toDouble_isExactBelow2To53() {
    long exact = (1L << 53) - 1;
    assertThat(Increment.toDouble(0, exact)).isEqualTo((double) exact);
    assertThat(Increment.toDouble(0, -1)).isEqualTo(0x1p64);
    assertThat(Increment.toDouble(3, 0)).isEqualTo(3 * 0x1p64);
  }
}
