// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.spanmetrics.SpanFilterConfig;
import io.redstart.spanmetrics.SpanFilterConfig.Attribute;
import io.redstart.spanmetrics.SpanFilterConfig.Match;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds the filters against the sentence that describes them, over maps of strings. */
class SpanFiltersRandomTest {
  private static final List<String> KEYS =
      List.of("service", "name", "span.a", "span.b", "resource.a", "resource.b");

  @Test
  void admits_asTheObviousVersionDoes() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<SpanFilterConfig> policies =
          IntStream.range(0, random.nextInt(1, 4)).mapToObj(i -> policy(random)).toList();
      SpanFilters filters = new SpanFilters(policies, random.nextLong());
      for (int round = 0; round < 20; round++) {
        Resource resource =
            resource("service.name", word(random), random.nextBoolean() ? "a" : "b", word(random));
        Span span = span(word(random), 1)
            .addAttributes(attribute(random.nextBoolean() ? "a" : "b", word(random)))
            .build();
        assertThat(RuleSpans.admitted(filters, resource, span))
            .as("seed %s, policies %s, %s %s", seed, policies, resource, span)
            .containsExactly(isAdmitted(policies, values(resource, span)));
      }
    }
  }

  private static String word(SplittableRandom random) {
    return "x" + "y".repeat(random.nextInt(2)) + random.nextInt(3);
  }

  private static SpanFilterConfig policy(SplittableRandom random) {
    Match[] matches = {match(random), match(random), match(random)};
    if (IntStream.range(0, 3).noneMatch(i -> matches[i].isGiven())) {
      return policy(random);
    }
    return new SpanFilterConfig(matches[0], matches[1], matches[2]);
  }

  private static Match match(SplittableRandom random) {
    boolean regex = random.nextBoolean();
    List<Attribute> attributes = IntStream.range(0, random.nextInt(3))
        .mapToObj(i -> new Attribute(
            KEYS.get(random.nextInt(KEYS.size())),
            regex ? "y?[0" + random.nextInt(3) + "]$" : word(random)))
        .toList();
    return new Match(regex ? MatchType.REGEX : MatchType.STRICT, attributes);
  }

  private static Map<String, String> values(Resource resource, Span span) {
    Map<String, String> values = new HashMap<>();
    values.put("name", span.getName());
    resource
        .getAttributesList()
        .forEach(kv -> values.put("resource." + kv.getKey(), kv.getValue().getStringValue()));
    span.getAttributesList()
        .forEach(kv -> values.put("span." + kv.getKey(), kv.getValue().getStringValue()));
    values.put("service", values.get("resource.service.name"));
    return values;
  }

  private static boolean isAdmitted(List<SpanFilterConfig> policies, Map<String, String> values) {
    return policies.stream().allMatch(policy -> {
      Match any = policy.includeAny();
      Match exclude = policy.exclude();
      return policy.include().attributes().stream()
              .allMatch(a -> holds(policy.include(), a, values))
          && (!any.isGiven() || any.attributes().stream().anyMatch(a -> holds(any, a, values)))
          && !(exclude.isGiven()
              && exclude.attributes().stream().allMatch(a -> holds(exclude, a, values)));
    });
  }

  private static boolean holds(Match match, Attribute attribute, Map<String, String> values) {
    String value = values.get(attribute.key());
    if (value == null) {
      return false;
    }
    return match.matchType() == MatchType.STRICT
        ? value.equals(attribute.value())
        : Pattern.compile(attribute.value()).matcher(value).find();
  }
}
