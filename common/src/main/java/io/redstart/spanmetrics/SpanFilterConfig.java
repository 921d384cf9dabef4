// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Complaints;
import io.redstart.config.Setting;
import io.redstart.regex.Regex;
import java.util.List;

/**
 * One policy of the list {@code spanmetrics.filters}, written like one of Tempo's {@code
 * filter_policies}. A span is counted if every policy lets it through.
 *
 * @param include conditions; a counted span fulfils all of them
 * @param includeAny conditions; a counted span fulfils at least one of them
 * @param exclude conditions; a span that fulfils all of them is never counted
 */
public record SpanFilterConfig(Match include, Match includeAny, Match exclude) {
  /** Checks that the policy has conditions. */
  public SpanFilterConfig {
    if (!include.isGiven() && !includeAny.isGiven() && !exclude.isGiven()) {
      throw new IllegalArgumentException(
          "the policy has no conditions: give include, include_any or exclude some attributes");
    }
  }

  /** How the value of a condition is compared. */
  public enum MatchType {
    STRICT,
    REGEX
  }

  /**
   * Conditions on a span.
   *
   * @param matchType how values are compared
   * @param attributes the conditions; an empty list is the same as no block
   */
  public record Match(
      @Setting(
          doc = "How values are compared: `strict` for equal text, `regex` for a regular"
              + " expression (RE2) that matches anywhere in it",
          byDefault = "strict")
      MatchType matchType,

      @Setting(doc = "The conditions, each `{key, value}`", byDefault = "[]")
      List<Attribute> attributes) {
    /** Stands for a missing block. */
    public static final Match NONE = new Match(MatchType.STRICT, List.of());

    /** Copies the list; checks regular expressions, kinds and statuses. */
    public Match {
      attributes = List.copyOf(attributes);
      Complaints complaints = new Complaints();
      attributes.forEach(attribute -> complaints.collect(() -> check(matchType, attribute)));
      complaints.throwIfAny();
    }

    private static void check(MatchType matchType, Attribute attribute) {
      if (matchType == MatchType.REGEX) {
        Regex.search(attribute.value);
      }
      switch (attribute.key) {
        case "kind" -> SpanEnum.KIND.numbers(matchType, attribute.value);
        case "status" -> SpanEnum.STATUS.numbers(matchType, attribute.value);
        default -> {
          // Any text is valid.
        }
      }
    }

    /** Returns whether there are conditions. */
    public boolean isGiven() {
      return !attributes.isEmpty();
    }
  }

  /**
   * A condition.
   *
   * @param key the compared property of the span
   * @param value the value to compare it with
   */
  public record Attribute(
      @Setting(
          doc = "The property to compare: `service`, `name`, `kind`, `status`, `span.<key>` or"
              + " `resource.<key>`")
      String key,

      @Setting(
          doc = "The value to compare with; a kind is `SPAN_KIND_SERVER` or `server`, a status"
              + " `STATUS_CODE_ERROR` or `error`; numbers and booleans are compared as text")
      String value) {
    private static final List<String> INTRINSICS = List.of("service", "name", "kind", "status");
    private static final List<String> SCOPES = List.of("span.", "resource.");

    /** Checks the key. */
    public Attribute {
      if (!INTRINSICS.contains(key) && !isScoped(key)) {
        throw new IllegalArgumentException("key \"" + key
            + "\" is none of service, name, kind, status, span.<key>, resource.<key>");
      }
    }

    private static boolean isScoped(String key) {
      return SCOPES.stream()
          .anyMatch(scope -> key.startsWith(scope) && key.length() > scope.length());
    }
  }
}
