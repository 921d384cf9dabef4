// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorWriterTest {
  /** Prometheus refused {@code service.name="shop"}: only plain names stand without quotes. */
  @Test
  void matcher_quotesNamesThatAreNotPlain() {
    assertThat(
            SelectorWriter.matcher(LabelMatcher.of("service.name", LabelMatcher.Op.EQUAL, "shop")))
        .isEqualTo("\"service.name\"=\"shop\"");
    assertThat(SelectorWriter.matcher(
            LabelMatcher.of("service_name", LabelMatcher.Op.NOT_MATCHES, "a\\d\"")))
        .isEqualTo("service_name!~\"a\\\\d\\\"\"");
  }

  @Test
  void matchers_quoteNamesThatAreNotPlain() {
    assertThat(SelectorWriter.matchers(
            List.of(Labels.of("span.name", "a.b"), Labels.of("span.name", "c"))))
        .isEqualTo("\"span.name\"=~\"a\\\\.b|c\"");
  }
}
