// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.limit.Cancellation;
import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import io.redstart.wire.LabelSets;
import org.junit.jupiter.api.Test;

class LabelSetMatcherTest {
  private static final Labels LABELS =
      Labels.of("service_name", "checkout", "span_name", "bezahlen – fertig", "a", "service_name");

  @Test
  void equal_comparesTheWholeValue() {
    assertThat(matches("service_name", Op.EQUAL, "checkout")).isTrue();
    assertThat(matches("service_name", Op.EQUAL, "check")).isFalse();
    assertThat(matches("span_name", Op.EQUAL, "bezahlen – fertig")).isTrue();
  }

  @Test
  void notEqual_isTheNegation() {
    assertThat(matches("service_name", Op.NOT_EQUAL, "checkout")).isFalse();
    assertThat(matches("service_name", Op.NOT_EQUAL, "payment")).isTrue();
  }

  @Test
  void regex_isAnchored() {
    assertThat(matches("service_name", Op.MATCHES, "check.*")).isTrue();
    assertThat(matches("service_name", Op.MATCHES, "heck")).isFalse();
    assertThat(matches("service_name", Op.NOT_MATCHES, "check.*")).isFalse();
    assertThat(matches("span_name", Op.MATCHES, "bezahlen . fertig")).isTrue();
  }

  @Test
  void absentLabel_hasTheEmptyValue() {
    assertThat(matches("version", Op.EQUAL, "")).isTrue();
    assertThat(matches("version", Op.NOT_EQUAL, "1")).isTrue();
    assertThat(matches("version", Op.MATCHES, ".+")).isFalse();
    assertThat(matches("version", Op.MATCHES, "1|")).isTrue();
  }

  private static boolean matches(String name, Op op, String value) {
    LabelSetMatcher matcher = new LabelSetMatcher(LabelMatcher.of(name, op, value));
    return matcher.matches(LabelSets.encode(LABELS), new Cancellation());
  }
}
