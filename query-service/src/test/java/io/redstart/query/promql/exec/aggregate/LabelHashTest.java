// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import org.junit.jupiter.api.Test;

class LabelHashTest {
  @Test
  void fraction_isThePublishedHashOfNoBytes() {
    // XXH64 of no bytes is 0xEF46DB3751D8E999.
    double expected = 0xEF46DB37L / (double) 0x100000000L;

    assertThat(LabelHash.fraction(Labels.empty())).isCloseTo(expected, within(1e-9));
  }

  @Test
  void fraction_differsWhereLabelsJoinToTheSameText() {
    double one = LabelHash.fraction(Labels.of("ab", "c"));
    double other = LabelHash.fraction(Labels.of("a", "bc"));

    assertThat(one).isNotEqualTo(other);
  }
}
