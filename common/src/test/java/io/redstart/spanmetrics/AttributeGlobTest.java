// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeGlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http.* | http.method | true",
        "http.* | http.request.method | false",
        "http.** | http.request.method | true",
        "http.** | https.x | false",
        "* | method | true",
        "* | http.method | false",
        "**.method | http.request.method | true",
        "http.?ethod | http.method | true",
        "http?method | http.method | false",
        "db.[a-c]* | db.client | true",
        "db.[!a-c]* | db.client | false",
        "db.[a-]x | db.-x | true",
        "{http,url}.* | url.path | true",
        "{http.*,url} | http.route | true",
        "a,b | a,b | true",
        "a\\*b | a*b | true",
        "a\\*b | axb | false",
        "a+(b)^$ | a+(b)^$ | true",
        "k8s.pod.name | k8s.pod.name | true",
        "k8s.pod.name | k8s.pod.names | false"
      })
  void matches_asTheConnectorDoes(String glob, String key, boolean matches) {
    assertThat(AttributeGlob.of(glob).matches(key)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.{b", "a}", "[a", "a\\"})
  void of_refusesWhatIsNotOne(String text) {
    assertThatThrownBy(() -> AttributeGlob.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("malformed glob \"" + text + "\": ");
  }
}
