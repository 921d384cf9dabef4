// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketBoundTest {
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5",
    "5., 5",
    ".5, 0.5",
    "1E5, 100000",
    "010, 10",
    "-2, -2",
    "1_000, 1000",
    "0_1, 1",
    "+0X1P+2, 4",
    "0x1p-2, 0.25",
    "0x.8p1, 1",
    "0x_1p0, 1",
    "1e-400, 0",
    "+INF, Infinity",
    "infinity, Infinity",
    "-inf, -Infinity",
    "NaN, NaN"
  })
  void parse_readsWhatGoReads(String le, double bound) {
    assertThat(BucketBound.parse(le)).isEqualTo(OptionalDouble.of(bound));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1e",
        "1d",
        "1f",
        " 1",
        "1 ",
        "0x10",
        "+nan",
        "_1",
        "1_",
        "1__0",
        "1_.5",
        "1._5",
        "1_e5",
        "1e400",
        "-1e400",
        "0x1p2000",
        "Hello World"
      })
  void parse_refusesTheRest(String le) {
    assertThat(BucketBound.parse(le)).isEmpty();
  }

  @Test
  void parse_readsLongTextWithoutDeepStack() {
    assertThat(BucketBound.parse("0." + "0".repeat(100_000) + "1")).hasValue(0);
  }
}
