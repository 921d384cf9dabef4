// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and why: the verdicts are those of Go's regexp/syntax 1.26. */
class RegexParserTest {
  private static final String ACCEPTED = "accepted";

  private static String verdict(String expression) {
    try {
      Regex.compile(expression);
      return ACCEPTED;
    } catch (RegexSyntaxException e) {
      return e.reason();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((x{10}){10}){10}",
        "(x{1000}){1}",
        "(x{500}){2}",
        "x{1000}",
        "x{1000,}",
        "(x{31}){32}",
        "(x{1000}){0}",
        "((x*y){1000}){1}",
        "(x{2}y{500}){2}",
        "x{,5}",
        "x{5",
        "x{05}",
        "(?P<n>x)(?P<n>y)",
        "[[:^alpha:]]",
        "\\pL",
        "[\\pL-z]",
        "\\Qx*\\E*",
        "(?:)*",
        "()*",
        "^*",
        "\\b+",
        "(|a)*",
        "(a*)*",
        "(?i)\\x{1c80}",
        "(?i)İ",
        "\\x{10ffff}",
        "[^\\x00-\\x{10FFFF}]",
        "[]a]",
        "[a-]",
        "(?i-s:.)"
      })
  void accepts(String expression) {
    assertThat(verdict(expression)).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "((x{10}){10}){11}; invalid repeat count",
        "((x{1000}){1000}){4}; invalid repeat count",
        "(x{501}){2}; invalid repeat count",
        "x{1001}; invalid repeat count",
        "x{0,1001}; invalid repeat count",
        "x{2,1}; invalid repeat count",
        "(x{1000,}){2}; invalid repeat count",
        "(x{32}){32}; invalid repeat count",
        "(x{2}y{501}){2}; invalid repeat count",
        "x{99999999999}; invalid repeat count",
        "(?:x{10}){10}{10}; invalid nested repetition operator",
        "x**; invalid nested repetition operator",
        "x*{2}; invalid nested repetition operator",
        "*x; missing argument to repetition operator",
        "(*x); missing argument to repetition operator",
        "|*; missing argument to repetition operator",
        "(; missing closing )",
        "x); unexpected )",
        "(?i; invalid or unsupported Perl syntax",
        "(?z); invalid or unsupported Perl syntax",
        "(?-); invalid or unsupported Perl syntax",
        "(?P<n; invalid named capture",
        "(?<>x); invalid named capture",
        "[a; missing closing ]",
        "[b-a]; invalid character class range",
        "[[:foo:]]; invalid character class range",
        "\\; trailing backslash at end of expression",
        "\\q; invalid escape sequence",
        "\\1; invalid escape sequence",
        "\\é; invalid escape sequence",
        "\\C; invalid escape sequence",
        "\\x{110000}; invalid escape sequence",
        "[a-\\d]; invalid escape sequence",
        "\\p{Foo}; invalid character class range",
        "\\p; invalid character class range"
      })
  void refuses(String expression, String reason) {
    assertThat(verdict(expression)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(; x; ); 999",
        "(?:; x; )*; 999",
        "(a; x; ); 500",
        "(?:a; x; )*; 500",
        "(; a|b; ); 999",
        "(; a|bb; ); 998",
        "(; ab|ac; ); 998"
      })
  void nesting_isCountedAsInGo(String open, String inner, String close, int levels) {
    assertThat(verdict(open.repeat(levels) + inner + close.repeat(levels))).isEqualTo(ACCEPTED);
    int deeper = levels + 1;
    assertThat(verdict(open.repeat(deeper) + inner + close.repeat(deeper)))
        .isEqualTo("expression nests too deeply");
  }

  @Test
  void nesting_ofGroupsThatMeanNothing_isNone() {
    assertThat(verdict("(?:".repeat(100_000) + "x" + ")".repeat(100_000))).isEqualTo(ACCEPTED);
  }

  @Test
  void nesting_ofCommonBeginnings_isCountedAsInGo() {
    assertThat(verdict("(?:" + growing(499) + ")+b*")).isEqualTo(ACCEPTED);
    assertThat(verdict("(?:" + growing(500) + ")+b*")).isEqualTo("expression nests too deeply");
  }

  /** Returns {@code a|aa|aaa|…}. */
  private static String growing(int alternatives) {
    StringBuilder text = new StringBuilder("a");
    for (int i = 2; i <= alternatives; i++) {
      text.append('|').append("a".repeat(i));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({"(?:.{1000}|y{1000})+,50", "(?:.|yy)?,1000", "\\pL,700", "(?:x*){1000},1"})
  void size_hasALimit(String part, int times) {
    assertThat(verdict(part.repeat(times) + "z")).isEqualTo("expression too large");
    assertThat(verdict(part.repeat(times / 10 + 1).replace("{1000}", "{10}") + "z"))
        .isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[[:", "\\p{", "\\Q", "(?P<n", "[^", "x|", "(?i", "{1,", "\\", "|", "a.", "x?"
      })
  void hugeTexts_areRefusedOrAcceptedWithoutAnError(String part) {
    assertThatCode(() -> verdict(part.repeat(2_000_000 / part.length())))
        .doesNotThrowAnyException();
    assertThatCode(() -> verdict(part.repeat(490_000 / part.length()))).doesNotThrowAnyException();
  }

  @Test
  void message_holdsTheBeginningOfTheExpression() {
    assertThat(new RegexSyntaxException("x".repeat(199) + "😀" + "(".repeat(10_000), "too bad"))
        .hasMessage("invalid regular expression \"" + "x".repeat(199) + "…\": too bad");
  }
}
