// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StoreIdTest {
  @Test
  void toString_has32Digits() {
    assertThat(new StoreId(1, -1)).hasToString("0000000000000001ffffffffffffffff");
  }

  @Test
  void compareTo_isTheOrderOfToString() {
    assertThat(new StoreId(-1, 0)).isGreaterThan(new StoreId(1, 0));
    assertThat(new StoreId(1, -1)).isGreaterThan(new StoreId(1, 1));
    assertThat(new StoreId(1, 1)).isEqualByComparingTo(new StoreId(1, 1));
  }

  @Test
  void random_differs() {
    assertThat(StoreId.random()).isNotEqualTo(StoreId.random());
  }
}
