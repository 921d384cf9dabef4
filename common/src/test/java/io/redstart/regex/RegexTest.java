// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "pay|check; pay,check",
        "pay\\.v1|check\\-out; pay.v1,check-out",
        "(?:pay|check)out; payout,checkout",
        "out(?:pay|check); outpay,outcheck",
        "(a|(b|c(d|e)))f; af,bf,cdf,cef",
        "^(?:pay|check)$; pay,check",
        "\\A(pay)\\z; pay",
        "^a$|^b$; a,b",
        "[ab]c; ac,bc",
        "ab?c; abc,ac",
        "a{2,3}; aa,aaa",
        "\\Qa.b\\E|c; a.b,c",
        "(?s)pay|check; pay,check",
        "(?P<name>pay|check); pay,check",
        "(?i)k; K,k,\u212a",
        "(?i)1-2; 1-2",
        "[aA]b; ab,Ab",
        "\\x{41}\\x42\\103; ABC",
        "😀|😁; 😀,😁"
      })
  void literals_areListed(String expression, String literals) {
    Regex regex = Regex.compile(expression);
    assertThat(regex.literals()).contains(Set.of(literals.split(",")));
    assertThat(regex.usesEngine()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "api/.*; api/",
        "api/.+; api/",
        "(?:api|app).*; ap",
        "api.*health.*; api",
        "pay|payment; pay",
        "api[0-9]+; api",
        "^api/\\d+$; api/",
        "(api/\\d+); api/",
        "😀a.*|😁a.*; ~"
      })
  void prefix_isKnown(String expression, String prefix) {
    assertThat(Regex.compile(expression).prefix().orElse("~")).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*",
        ".+",
        "x.*",
        ".*x",
        ".*x.*",
        "x.+",
        ".+x",
        ".+x.+",
        "x.*y.+z",
        "x.*|.*y|.*z.*|w",
        "(?i)pay|check|(?:out|in)bound",
        "(?i)/api/.*",
        "(?i:.*HealthCheck.*)",
        "(?i)élan vital.*",
        "foo.*|foobar|bar.*",
        "^api/.*$"
      })
  void common_neverReachesTheEngine(String expression) {
    assertThat(Regex.compile(expression).usesEngine()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "(?i)k, \u212a, true",
    "(?i)\u212a, k, true",
    "(?i)s+, ſ, true",
    "(?i)ſ.*, Sx, true",
    "(?i)ß, ẞ, true",
    "(?i)ẞ+, ß, true",
    "(?i)ß, ss, false",
    "(?i)İ, i, false",
    "(?i)i+, İ, false",
    "(?i)i, ı, false",
    "(?i)ı, I, false",
    "(?i)σ, ς, true",
    "(?i)[α-ω]+, ΣΩ, true",
    "(?i)[^k]+, \u212a, false",
    "(?i)\\x{1c80}+, В, true",
    "(?i)µ, μ, true"
  })
  void case_isIgnoredAsInGo(String expression, String value, boolean matches) {
    assertThat(Regex.compile(expression).matches(value)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "a.b; a\\nb; false",
        "(?s)a.b; a\\nb; true",
        "b; abc; true",
        "^b; abc; false",
        "c$; abc; true",
        "^abc$; abc; true",
        "b|^c; abc; true",
        "[0-9]+; a1; true",
        "(?i)HEALTH; /healthz; true",
        "~~; abc; true"
      })
  void search_findsAnywhere(String expression, String value, boolean matches) {
    assertThat(Regex.search(expression).matches(value.replace("\\n", "\n"))).isEqualTo(matches);
  }

  @Test
  void wildcards_withinAValue_areText() {
    Regex regex = Regex.compile("a\\x{fdd0}b|c.*");
    assertThat(regex.matches("a\ufdd0b")).isTrue();
    assertThat(regex.matches("axb")).isFalse();
    assertThat(regex.matches("c\ufdd1")).isTrue();
    assertThat(Regex.compile("a\ufdd0b").matches("axb")).isFalse();
  }

  @Test
  void manyWildcards_areLookedUp() {
    String prefixes =
        IntStream.range(0, 3000).mapToObj(i -> "/api/" + i + ".*").collect(Collectors.joining("|"));
    String within =
        IntStream.range(0, 3000).mapToObj(i -> "n" + i + "/").collect(Collectors.joining("|"));
    assertThat(Regex.compile(prefixes).matches("/api/2999/x")).isTrue();
    assertThat(Regex.compile(prefixes).matches("/apx/2999/x")).isFalse();
    assertThat(Regex.compile(".*(?:" + within + ").*").matches("/a/n77/x")).isTrue();
    assertThat(Regex.compile(".*(?:" + within + ").*").matches("/a/n77x")).isFalse();
    assertThat(Regex.compile(".*(?:" + within + ")").matches("/a/n77/")).isTrue();
    assertThat(Regex.compile(".*(?:" + within + ")").matches("/a/n77/x")).isFalse();
    assertThat(Regex.compile(".*(?:" + within + ").*").usesEngine()).isFalse();
  }

  @Test
  void cost_isThatOfTheEngineOrOfTheSet() {
    assertThat(Regex.compile("checkout").cost()).isZero();
    assertThat(Regex.compile("pay|check").cost()).isEqualTo(2);
    assertThat(Regex.compile("x".repeat(6400) + "|y").cost()).isEqualTo(102);
    assertThat(Regex.compile("([0-9]{100})x").cost()).isEqualTo(101);
    assertThat(Regex.withGroups("([0-9]{100})x").cost()).isEqualTo(204);
  }

  @Test
  void groups_areThoseOfTheExpression() {
    Regex regex = Regex.withGroups("(?P<service>[^/]+)/(?:v(\\d+))?(.*)");
    assertThat(regex.groupCount()).isEqualTo(3);
    assertThat(regex.groupNames()).containsOnly(java.util.Map.entry("service", 1));
    RegexGroups groups = regex.match("pay/v2x");
    assertThat(groups).isNotNull();
    assertThat(groups.group(0)).isEqualTo("pay/v2x");
    assertThat(groups.group(1)).isEqualTo("pay");
    assertThat(groups.group(2)).isEqualTo("2");
    assertThat(groups.group(3)).isEqualTo("x");
    assertThat(groups.group(4)).isNull();
    assertThat(regex.match("pay")).isNull();
    assertThat(Regex.withGroups("(a)|(b)").match("b").group(1)).isNull();
  }

  @Test
  void match_withoutGroups_isAMistake() {
    assertThatThrownBy(() -> Regex.compile("(a)").match("a"))
        .isInstanceOf(IllegalStateException.class);
  }
}
