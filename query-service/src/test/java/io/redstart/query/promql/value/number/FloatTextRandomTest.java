// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FloatTextRandomTest {
  private static final long SEED = 20_260_801;

  @Test
  void general_readsBackAndNoDigitCouldGo() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      double value = i % 2 == 0
          ? Double.longBitsToDouble(random.nextLong())
          : random.nextLong(1_000_000) / Math.pow(10, random.nextInt(9));
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        continue;
      }
      String text = FloatText.general(value);
      assertThat(Double.parseDouble(text)).as("seed %d, %s", SEED, text).isEqualTo(value);
      assertThat(Double.parseDouble(FloatText.plain(value))).as(text).isEqualTo(value);
      assertNoShorter(text, value);
    }
  }

  private static void assertNoShorter(String text, double value) {
    BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
    int digits = decimal.precision();
    boolean wholeAndExact = Math.abs(value) < 0x1p53 && value == Math.rint(value);
    if (digits == 1 || wholeAndExact) {
      return;
    }
    for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
      BigDecimal shorter = decimal.round(new MathContext(digits - 1, mode));
      assertThat(shorter.doubleValue()).as("seed %d, %s", SEED, text).isNotEqualTo(value);
    }
  }
}
