// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {
  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP",
    "'gzip, deflate, br', GZIP",
    "'br, deflate, gzip', DEFLATE",
    "'gzip;q=0, deflate', DEFLATE",
    "'GZIP;q=0.5', GZIP",
    "identity, IDENTITY",
    "'', IDENTITY",
    "br, IDENTITY"
  })
  void accepted_isTheFirstKnown(String header, Encoding encoding) {
    assertThat(Encoding.accepted(header)).isEqualTo(encoding);
  }

  @Test
  void accepted_withoutHeaderIsIdentity() {
    assertThat(Encoding.accepted(null)).isEqualTo(Encoding.IDENTITY);
  }
}
