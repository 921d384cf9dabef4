// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.AttributeValues;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.PlainValue;
import io.redstart.spanmetrics.SpanFilterConfig.Attribute;
import io.redstart.spanmetrics.SpanFilterConfig.Match;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions of one block of a policy. Conditions on a resource are decided once for all its
 * spans.
 */
final class SpanConditions {
  private static final String RESOURCE_SCOPE = "resource.";
  private static final String SPAN_SCOPE = "span.";

  /** The service of spans whose resource names none, as in their labels. */
  private static final byte[] UNKNOWN_SERVICE = "unknown_service".getBytes(StandardCharsets.UTF_8);

  /** A condition on a span alone. */
  private interface Condition {
    boolean holds(OtlpSpan span, AttributeValues values) throws MalformedOtlpException;
  }

  private final AttributeValues resourceValues;
  private final AttributeValues spanValues;
  private final TextTest[] resourceTests;
  private final boolean[] isService;
  private final Condition[] spanConditions;
  private final ByteSlice text = new ByteSlice();
  private int resourceHolds;

  /**
   * Prepares the conditions of a block.
   *
   * @param seed a random number that senders do not know
   * @throws IllegalArgumentException if a kind or status is unknown
   */
  SpanConditions(Match match, long seed) {
    List<String> resourceKeys = new ArrayList<>();
    List<String> spanKeys = new ArrayList<>();
    List<TextTest> onResource = new ArrayList<>();
    List<Boolean> onService = new ArrayList<>();
    List<Condition> onSpan = new ArrayList<>();
    for (Attribute attribute : match.attributes()) {
      String key = attribute.key();
      TextTest test = new TextTest(match.matchType(), attribute.value(), seed);
      if (key.equals("service") || key.startsWith(RESOURCE_SCOPE)) {
        boolean service = key.equals("service");
        resourceKeys.add(service ? "service.name" : key.substring(RESOURCE_SCOPE.length()));
        onResource.add(test);
        onService.add(service);
      } else if (key.startsWith(SPAN_SCOPE)) {
        int index = spanKeys.size();
        spanKeys.add(key.substring(SPAN_SCOPE.length()));
        onSpan.add((span, values) -> test.onValue(values.value(index)));
      } else {
        onSpan.add(onIntrinsic(match, attribute, test));
      }
    }
    resourceValues = new AttributeValues(resourceKeys);
    spanValues = new AttributeValues(spanKeys);
    resourceTests = onResource.toArray(TextTest[]::new);
    spanConditions = onSpan.toArray(Condition[]::new);
    isService = new boolean[onService.size()];
    for (int i = 0; i < isService.length; i++) {
      isService[i] = onService.get(i);
    }
  }

  private static Condition onIntrinsic(Match match, Attribute attribute, TextTest test) {
    switch (attribute.key()) {
      case "kind" -> {
        EnumTest kind = EnumTest.ofKind(match.matchType(), attribute.value());
        return (span, values) -> kind.onNumber(span.kind());
      }
      case "status" -> {
        EnumTest status = EnumTest.ofStatus(match.matchType(), attribute.value());
        return (span, values) -> status.onNumber(span.statusCode());
      }
      case "name" -> {
        return (span, values) -> test.onText(span.name());
      }
      default -> throw new IllegalArgumentException("unknown key " + attribute.key());
    }
  }

  /** Decides the conditions on the resource of the spans that follow. */
  void resource(OtlpAttributes attributes) throws MalformedOtlpException {
    resourceValues.select(attributes);
    resourceHolds = 0;
    for (int i = 0; i < resourceTests.length; i++) {
      ByteSlice value = resourceValues.value(i);
      boolean holds = (isService[i] && isEmpty(value))
          ? isUnknownServiceWanted(resourceTests[i])
          : resourceTests[i].onValue(value);
      resourceHolds += holds ? 1 : 0;
    }
  }

  private boolean isEmpty(ByteSlice anyValue) {
    return anyValue.length() == 0 || (PlainValue.readString(anyValue, text) && text.length() == 0);
  }

  private boolean isUnknownServiceWanted(TextTest test) {
    text.set(UNKNOWN_SERVICE, 0, UNKNOWN_SERVICE.length);
    return test.onText(text);
  }

  /** Returns whether a span fulfils all conditions. */
  boolean allHold(OtlpSpan span) throws MalformedOtlpException {
    if (resourceHolds < resourceTests.length) {
      return false;
    }
    spanValues.select(span.attributes());
    for (Condition condition : spanConditions) {
      if (!condition.holds(span, spanValues)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a span fulfils at least one condition. */
  boolean anyHolds(OtlpSpan span) throws MalformedOtlpException {
    if (resourceHolds > 0) {
      return true;
    }
    spanValues.select(span.attributes());
    for (Condition condition : spanConditions) {
      if (condition.holds(span, spanValues)) {
        return true;
      }
    }
    return false;
  }
}
