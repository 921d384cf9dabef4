// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  @Test
  void of_mergesFormAndUrlTheFormFirst() {
    Parameters parameters = Parameters.of("query=url&match[]=a&x=1", "query=form&match%5B%5D=b");
    assertThat(parameters.get("query")).isEqualTo("form");
    assertThat(parameters.all("match[]")).containsExactly("b", "a");
    assertThat(parameters.get("x")).isEqualTo("1");
    assertThat(parameters.get("absent")).isEmpty();
  }

  @Test
  void of_decodesPlusPercentAndSemicolon() {
    Parameters parameters = Parameters.of("", "query=a%7Bb%3D%22%C3%A9%22%7D+%2B+1;2");
    assertThat(parameters.get("query")).isEqualTo("a{b=\"é\"} + 1;2");
  }

  @Test
  void of_refusesBrokenEscapes() {
    assertThatThrownBy(() -> Parameters.of("query=%zz", ""))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("error parsing form values: ");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=-1, invalid parameter \"limit\": limit must be non-negative",
    "limit=x, invalid parameter \"limit\": cannot parse \"x\" to a number",
  })
  void limit_mustBeANumberFromZero(String query, String message) {
    assertThatThrownBy(() -> Parameters.of(query, "").limit()).hasMessage(message);
  }

  @Test
  void timeMillis_tellsWhichIsWrong() {
    Parameters parameters = Parameters.of("time=x", "");
    assertThatThrownBy(() -> parameters.timeMillis("time", 0))
        .hasMessage("invalid parameter \"time\": invalid time value for 'time': cannot parse \"x\""
            + " to a valid timestamp");
    assertThatThrownBy(() -> parameters.timeMillis("start"))
        .hasMessage("invalid parameter \"start\": cannot parse \"\" to a valid timestamp");
    assertThat(parameters.timeMillis("end", 7)).isEqualTo(7);
  }
}
