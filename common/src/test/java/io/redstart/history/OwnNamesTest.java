// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnNamesTest {
  @ParameterizedTest
  @CsvSource({
    "__name__, EQUAL, up, true",
    "__name__, EQUAL, redstart_build_info, true",
    "__name__, EQUAL, calls_total, false",
    "__name__, EQUAL, upper, false",
    "__name__, MATCHES, redstart_.*, true",
    "__name__, MATCHES, red.*, true",
    "__name__, MATCHES, u.*, true",
    "__name__, MATCHES, .+, true",
    "__name__, MATCHES, .*calls.*, true",
    "__name__, MATCHES, calls|up, true",
    "__name__, MATCHES, calls|duration_count, false",
    "__name__, MATCHES, duration_.*, false",
    "__name__, MATCHES, upward_.*, false",
    "__name__, NOT_EQUAL, up, true",
    "__name__, NOT_MATCHES, redstart_.*, true",
    "job, EQUAL, redstart, true",
    "job, EQUAL, shop, false",
    "job, NOT_EQUAL, redstart, false",
    "job, NOT_MATCHES, shop.*, true",
    "service_name, EQUAL, cart, true"
  })
  void canMatch_isFalseOnlyIfNothingMatches(String name, Op op, String value, boolean expected) {
    LabelMatcher matcher = LabelMatcher.of(name, op, value);
    assertThat(OwnNames.canMatch(List.of(matcher))).isEqualTo(expected);
    LabelMatcher any = LabelMatcher.of(Labels.METRIC_NAME, Op.MATCHES, ".+");
    assertThat(OwnNames.canMatch(List.of(any, matcher))).isEqualTo(expected);
  }
}
