// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.query.api.error.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static Parameters url(String query) {
    return Parameters.of(query, Form.NONE);
  }

  private static Parameters form(String form) {
    return Parameters.of("", Form.urlEncoded(form));
  }

  @Test
  void of_mergesFormAndUrlTheFormFirst() {
    Parameters parameters =
        Parameters.of("query=url&match[]=a&x=1", Form.urlEncoded("query=form&match%5B%5D=b"));
    assertThat(parameters.get("query")).isEqualTo("form");
    assertThat(parameters.all("match[]")).containsExactly("b", "a");
    assertThat(parameters.get("x")).isEqualTo("1");
    assertThat(parameters.get("absent")).isEmpty();
  }

  @Test
  void of_mergesFormInPartsLast() {
    List<Form.Field> fields =
        List.of(new Form.Field("query", "part"), new Form.Field("match[]", "b&c%20d+e"));
    Parameters parameters = Parameters.of("query=url&match[]=a", Form.multipart(fields));
    assertThat(parameters.get("query")).isEqualTo("url");
    assertThat(parameters.all("match[]")).containsExactly("a", "b&c%20d+e");
  }

  @Test
  void of_decodesPlusPercentAndSemicolon() {
    Parameters parameters = form("query=a%7Bb%3D%22%C3%A9%22%7D+%2B+1;2");
    assertThat(parameters.get("query")).isEqualTo("a{b=\"é\"} + 1;2");
  }

  @Test
  void of_readsWhatStandsAfterAHash() {
    Parameters parameters = form("query=up # all of it&limit=3");
    assertThat(parameters.get("query")).isEqualTo("up # all of it");
    assertThat(parameters.limit()).isEqualTo(3);
  }

  @Test
  void of_readsOddPairs() {
    Parameters parameters = form("&&a&=b&c=d=e&?f=g&");
    assertThat(parameters.all("a")).containsExactly("");
    assertThat(parameters.all("")).containsExactly("b");
    assertThat(parameters.get("c")).isEqualTo("d=e");
    assertThat(parameters.get("?f")).isEqualTo("g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"query=%zz", "%=1", "query=%4"})
  void of_refusesBrokenEscapes(String query) {
    assertThatThrownBy(() -> url(query))
        .isInstanceOf(ApiException.class)
        .hasMessage("error parsing form values: invalid URL escape in \"" + query + "\"");
  }

  @Test
  void of_readsAllParameters_orRefusesThem() {
    String most = "x=y&".repeat(Parameters.COUNT_MAX - 1);
    assertThat(Parameters.of(most, Form.urlEncoded("last=1")).get("last")).isEqualTo("1");
    assertThat(form(most + "last=1").get("last")).isEqualTo("1");

    assertThatThrownBy(() -> Parameters.of(most + "query=1", Form.urlEncoded("last=1")))
        .hasMessage("error parsing form values: more than 10000 parameters");
    assertThatThrownBy(() -> form(most + "query=1&last=1"))
        .hasMessage("error parsing form values: more than 10000 parameters");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "0, 0",
    "-0, 0",
    "%2B5, 5",
    "007, 7",
    "3000000000, 3000000000",
    "9223372036854775807, 9223372036854775807"
  })
  void limit_isA64BitNumber(String text, long limit) {
    assertThat(url("limit=" + text).limit()).isEqualTo(limit);
    assertThat(url("").limit()).isZero();
  }

  /** The messages equal those of Prometheus, which come from Go's libraries. */
  @ParameterizedTest
  @CsvSource({
    "-1, limit must be non-negative",
    "x, 'strconv.Atoi: parsing \"x\": invalid syntax'",
    "5.0, 'strconv.Atoi: parsing \"5.0\": invalid syntax'",
    "1_000, 'strconv.Atoi: parsing \"1_000\": invalid syntax'",
    "%2B, 'strconv.Atoi: parsing \"+\": invalid syntax'",
    "%205, 'strconv.Atoi: parsing \" 5\": invalid syntax'",
    "%D9%A3, 'strconv.Atoi: parsing \"\u0663\": invalid syntax'",
    "9223372036854775808, 'strconv.Atoi: parsing \"9223372036854775808\": value out of range'",
    "-9223372036854775809, 'strconv.Atoi: parsing \"-9223372036854775809\": value out of range'",
  })
  void limit_mustBeANumberFromZero(String text, String message) {
    assertThatThrownBy(() -> url("limit=" + text).limit())
        .hasMessage("invalid parameter \"limit\": " + message);
  }

  @Test
  void timeMillis_tellsWhichIsWrong() {
    Parameters parameters = url("time=x");
    assertThatThrownBy(() -> parameters.timeMillis("time", 0))
        .hasMessage("invalid parameter \"time\": invalid time value for 'time': cannot parse \"x\""
            + " to a valid timestamp");
    assertThatThrownBy(() -> parameters.timeMillis("start"))
        .hasMessage("invalid parameter \"start\": cannot parse \"\" to a valid timestamp");
    assertThat(parameters.timeMillis("end", 7)).isEqualTo(7);
  }
}
