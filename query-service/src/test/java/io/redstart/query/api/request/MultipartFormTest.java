// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.query.api.error.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipartFormTest {
  private static final String TYPE = "multipart/form-data; boundary=b";

  private static List<Form.Field> read(String contentType, String body) {
    byte[] bytes = (body + "beyond its length").getBytes(UTF_8);
    return MultipartForm.read(contentType, bytes, body.getBytes(UTF_8).length);
  }

  private static String part(String disposition, String value) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n";
  }

  @Test
  void read_returnsFieldsInTheirOrder() {
    String query = "sum by (a) (b{c=\"é\"}) # =&+%41\r\n--not a boundary\n";
    assertThat(read(
            "Multipart/Form-Data; boundary=\"b\"",
            part("name=\"match[]\"", "a")
                + part("name=\"query\"", query)
                + part("name=\"match[]\"", "")
                + "--b--\r\n"))
        .containsExactly(
            new Form.Field("match[]", "a"),
            new Form.Field("query", query),
            new Form.Field("match[]", ""));
  }

  @Test
  void read_ignoresFiles() {
    assertThat(read(
            TYPE, part("name=\"query\"; filename=\"q\"", "1") + part("name=\"x\"", "2") + "--b--"))
        .containsExactly(new Form.Field("x", "2"));
  }

  @Test
  void read_takesLargeFields() {
    String large = "x".repeat(1 << 20);
    assertThat(read(TYPE, part("name=\"query\"", large) + "--b--"))
        .containsExactly(new Form.Field("query", large));
  }

  @Test
  void read_refusesTooManyFields() {
    String parts = part("name=\"x\"", "y").repeat(Parameters.COUNT_MAX + 1);
    assertThatThrownBy(() -> read(TYPE, parts + "--b--"))
        .isInstanceOf(ApiException.class)
        .hasMessage("error parsing form values: more than 10000 parameters");
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/form-data, '--b--'",
    "multipart/form-data; boundary=b, ''",
    "multipart/form-data; boundary=b, 'query=1'",
    "multipart/form-data; boundary=b, '--b'",
    "multipart/form-data; boundary=b, '--b\r\nContent-Disposition: form-data; name=\"query\"\r\n\r\n1'",
  })
  void read_refusesWhatIsMalformed(String contentType, String body) {
    assertThatThrownBy(() -> read(contentType, body))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("error parsing form values: ");
  }
}
