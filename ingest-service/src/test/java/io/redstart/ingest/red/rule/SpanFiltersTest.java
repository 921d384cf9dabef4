// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static io.redstart.ingest.red.rule.RuleSpans.admitted;
import static io.redstart.ingest.red.rule.RuleSpans.number;
import static io.redstart.ingest.red.rule.RuleSpans.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.redstart.spanmetrics.SpanFilterConfig;
import io.redstart.spanmetrics.SpanFilterConfig.Attribute;
import io.redstart.spanmetrics.SpanFilterConfig.Match;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanFiltersTest {
  private static final Resource CHECKOUT = resource("service.name", "checkout", "env", "prod");
  private static final Span SERVER = span("GET /cart", 1)
      .addAttributes(number("http.status_code", 503))
      .addAttributes(truth("cached", true))
      .build();
  private static final Span CLIENT = span("GET", 1)
      .setKind(SpanKind.SPAN_KIND_CLIENT)
      .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
      .build();

  @Test
  void admits_everything_withoutPolicies() {
    assertThat(admitted(new SpanFilters(List.of(), 1), CHECKOUT, SERVER, CLIENT))
        .containsExactly(true, true);
  }

  @Test
  void admits_whatFulfilsAllOfInclude() {
    Match match = strict("kind", "SPAN_KIND_SERVER", "service", "checkout");
    assertThat(admitted(include(match), CHECKOUT, SERVER, CLIENT)).containsExactly(true, false);
    assertThat(admitted(include(match), resource("service.name", "cart"), SERVER))
        .containsExactly(false);
  }

  @Test
  void admits_whatFulfilsOneOfIncludeAny() {
    Match match = strict("kind", "server", "status", "error", "resource.env", "test");
    SpanFilters filters =
        new SpanFilters(List.of(new SpanFilterConfig(Match.NONE, match, Match.NONE)), 1);
    Span internal = span("load", 1).setKind(SpanKind.SPAN_KIND_INTERNAL).build();
    assertThat(admitted(filters, CHECKOUT, SERVER, CLIENT, internal))
        .containsExactly(true, true, false);
    assertThat(admitted(filters, resource("env", "test"), internal)).containsExactly(true);
  }

  @Test
  void admits_notWhatIsExcluded_evenIfIncluded() {
    SpanFilters filters = new SpanFilters(
        List.of(new SpanFilterConfig(
            strict("service", "checkout"), Match.NONE, regex("name", "^GET /(health|ready)z?$"))),
        1);
    Span health = span("GET /healthz", 1).build();
    assertThat(admitted(filters, CHECKOUT, SERVER, health)).containsExactly(true, false);
  }

  @Test
  void admits_whatEveryPolicyAdmits() {
    SpanFilters filters = new SpanFilters(
        List.of(
            new SpanFilterConfig(strict("kind", "server"), Match.NONE, Match.NONE),
            new SpanFilterConfig(Match.NONE, Match.NONE, strict("name", "GET /cart"))),
        1);
    assertThat(admitted(filters, CHECKOUT, SERVER, CLIENT, span("GET /", 1).build()))
        .containsExactly(false, false, true);
  }

  @Test
  void admits_byTheTextOfNumbersAndTruthValues() {
    assertThat(admitted(include(strict("span.http.status_code", "503")), CHECKOUT, SERVER, CLIENT))
        .containsExactly(true, false);
    assertThat(admitted(include(strict("span.cached", "true")), CHECKOUT, SERVER, SERVER))
        .containsExactly(true, true);
    assertThat(admitted(include(regex("span.http.status_code", "^5")), CHECKOUT, SERVER))
        .containsExactly(true);
  }

  @Test
  void regex_isFoundAnywhere() {
    assertThat(admitted(include(regex("name", "car")), CHECKOUT, SERVER)).containsExactly(true);
    assertThat(admitted(include(regex("name", "^car")), CHECKOUT, SERVER)).containsExactly(false);
    assertThat(admitted(include(regex("kind", "SERVER|CONSUMER")), CHECKOUT, SERVER, CLIENT))
        .containsExactly(true, false);
  }

  @Test
  void condition_onAbsentAttribute_neverHolds() {
    assertThat(admitted(include(regex("span.user", ".*")), CHECKOUT, SERVER))
        .containsExactly(false);
    assertThat(admitted(include(strict("resource.zone", "")), CHECKOUT, SERVER))
        .containsExactly(false);
  }

  @Test
  void service_isUnknownService_whereTheResourceTellsNone() {
    SpanFilters filters = include(strict("service", "unknown_service"));
    assertThat(admitted(filters, Resource.getDefaultInstance(), SERVER)).containsExactly(true);
    assertThat(admitted(filters, resource("service.name", ""), SERVER)).containsExactly(true);
    assertThat(admitted(filters, CHECKOUT, SERVER)).containsExactly(false);
  }

  @Test
  void firstOfTwoAttributes_counts() {
    Span twice = span("x", 1)
        .addAttributes(attribute("tier", "gold"))
        .addAttributes(attribute("tier", "free"))
        .build();
    assertThat(admitted(include(strict("span.tier", "gold")), CHECKOUT, twice))
        .containsExactly(true);
  }

  @Test
  void policies_thatCannotBe_areRefused() {
    assertThatThrownBy(() -> include(strict("kind", "servr")))
        .hasMessageContaining("\"servr\" is none of SPAN_KIND_UNSPECIFIED, SPAN_KIND_INTERNAL");
    assertThatThrownBy(() -> strict("duration", "1"))
        .hasMessageContaining("key \"duration\" is none of service, name");
    assertThatThrownBy(() -> regex("name", "(")).hasMessageContaining("invalid regular expression");
    assertThatThrownBy(() -> new SpanFilterConfig(Match.NONE, Match.NONE, Match.NONE))
        .hasMessageContaining("has no conditions");
  }

  private static SpanFilters include(Match match) {
    return new SpanFilters(List.of(new SpanFilterConfig(match, Match.NONE, Match.NONE)), 1);
  }

  private static Match strict(String... keysAndValues) {
    return match(MatchType.STRICT, keysAndValues);
  }

  private static Match regex(String... keysAndValues) {
    return match(MatchType.REGEX, keysAndValues);
  }

  private static Match match(MatchType type, String... keysAndValues) {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.add(new Attribute(keysAndValues[i], keysAndValues[i + 1]));
    }
    return new Match(type, attributes);
  }
}
