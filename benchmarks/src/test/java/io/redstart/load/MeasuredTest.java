// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void quantile_isOneOfTheValues() {
    Measured measured = new Measured();
    for (int i = 100; i > 0; i--) {
      measured.add(i);
    }
    assertThat(measured.median()).isEqualTo(51);
    assertThat(measured.quantile(0.99)).isEqualTo(100);
    assertThat(measured.mean()).isEqualTo(50.5);
  }

  @Test
  void quantile_ofNothing_isNaN() {
    assertThat(new Measured().median()).isNaN();
  }
}
