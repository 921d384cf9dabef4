// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.api.page.SpanKinds.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanKindsTest {
  @Test
  void of_nothing_isWhatServicesWereAskedFor() {
    assertThat(SpanKinds.of(List.of())).isEqualTo(SpanKinds.DEFAULT);
    assertThat(SpanKinds.of(List.of("nonsense"))).isEqualTo(SpanKinds.DEFAULT);
    assertThat(SpanKinds.DEFAULT.words()).isEqualTo("server and consumer");
  }

  @Test
  void of_itsOwnLink_isTheSame() {
    SpanKinds kinds = SpanKinds.of(List.of("client", "internal", "client"));
    assertThat(kinds.chosen()).containsExactly(Kind.CLIENT, Kind.INTERNAL);
    assertThat(kinds.link()).isEqualTo("?kind=client&kind=internal");
  }

  @Test
  void matcher_findsSeriesWithoutTheLabelToo() {
    assertThat(SpanKinds.DEFAULT.matcher())
        .isEqualTo("span_kind=~\"|SPAN_KIND_SERVER|SPAN_KIND_CONSUMER\"");
    assertThat(SpanKinds.DEFAULT.count("")).isTrue();
    assertThat(SpanKinds.DEFAULT.count("SPAN_KIND_CONSUMER")).isTrue();
    assertThat(SpanKinds.DEFAULT.count("SPAN_KIND_CLIENT")).isFalse();
  }

  @Test
  void toggled_addsAndTakesAway_butLeavesOne() {
    SpanKinds server = SpanKinds.of(List.of("server"));
    assertThat(server.toggled(Kind.CONSUMER)).isEqualTo(SpanKinds.DEFAULT);
    assertThat(SpanKinds.DEFAULT.toggled(Kind.CONSUMER)).isEqualTo(server);
    assertThat(server.toggled(Kind.SERVER)).isEqualTo(server);
  }

  @Test
  void words_joinSeveral() {
    assertThat(SpanKinds.of(List.of("client")).words()).isEqualTo("client");
    assertThat(SpanKinds.ALL.words())
        .isEqualTo("server, consumer, client, producer, internal and unspecified");
  }
}
