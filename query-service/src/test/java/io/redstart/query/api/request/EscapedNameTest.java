// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapedNameTest {
  @ParameterizedTest
  @CsvSource({
    "service_name, service_name",
    "U__http_2e_status, http.status",
    "U__a__b, a_b",
    "U___1f600_, 😀",
    "U__, ''",
    "U__a_, U__a_",
    "U__a_zz_, U__a_zz_",
    "U__a_d800_, U__a_d800_",
    "U__a_1234567_, U__a_1234567_"
  })
  void decode_readsEscapesWhereTheyAreWhole(String escaped, String name) {
    assertThat(EscapedName.decode(escaped)).isEqualTo(name);
  }
}
