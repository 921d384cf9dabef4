// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketBoundTest {
  @ParameterizedTest
  @CsvSource({"1e0, 1", ".2, 0.2", "+Inf, Infinity", "-inf, -Infinity", "5., 5"})
  void parse_readsWhatGoReads(String le, double bound) {
    assertThat(BucketBound.parse(le)).hasValue(bound);
  }

  @ParameterizedTest
  @CsvSource({"''", "1d", "' 1'", "much", "NaN", "0x"})
  void parse_refusesOther(String le) {
    assertThat(BucketBound.parse(le)).isEmpty();
  }
}
