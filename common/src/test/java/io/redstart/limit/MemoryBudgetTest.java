// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget("tests", 100);

  @Test
  void tryTake_takesNothingBeyondTheLimit() {
    assertThat(budget.tryTake(60)).isTrue();
    assertThat(budget.tryTake(41)).isFalse();
    assertThat(budget.usedBytes()).isEqualTo(60);
    assertThat(budget.tryTake(40)).isTrue();
  }

  @Test
  void lease_givesBackWhatItHoldsOnce() {
    MemoryBudget.Lease lease = budget.lease();
    assertThat(lease.tryGrow(70)).isTrue();
    lease.shrink(20);
    assertThat(budget.usedBytes()).isEqualTo(50);

    lease.close();
    lease.close();

    assertThat(budget.usedBytes()).isZero();
    assertThat(lease.tryGrow(1)).isFalse();
  }
}
