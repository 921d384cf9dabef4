// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.FunctionTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  private static Expr parse(String query) {
    return Parser.parse(
        new QueryText(query), SyntaxConfig.ALL, new FunctionTable(), QueryLimits.unlimited());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1+2*3 | 1 + 2 * 3",
        "SUM(x)BY(a,b,) | sum by (a, b) (x)",
        "sum without (a) (x) | sum without (a) (x)",
        "sum by () (x) | sum(x)",
        "sum without () (x) | sum without () (x)",
        "a / ON(x) b | a / on (x) b",
        "a > bool ignoring (x) b | a > bool ignoring (x) b",
        "a * ignoring () b | a * b",
        "a or b and on(x) c unless d | a or b and on (x) c unless d",
        "rate(x{a='1',}[90m]) | rate(x{a=\"1\"}[1h30m])",
        "x[300] offset -1d | x[5m] offset -1d",
        "x offset 1.5 | x offset 1s500ms",
        "{\"my.metric\", \"a.b\"=~\"c\"} | {__name__=\"my.metric\",\"a.b\"=~\"c\"}",
        "sum(x) by (\"a.b\") | sum by (\"a.b\") (x)",
        "- x ^ 2 | -x ^ 2",
        "-5 | -5",
        "1e3 | 1000",
        "0x10 | 16",
        "1h | 3600",
        "inf | +Inf",
        "`a\"b` | \"a\\\"b\"",
        "sum + by | sum + by",
        "(a) # b | (a)"
      })
  void print_roundTrips(String query, String printed) {
    assertThat(Printer.print(parse(query))).isEqualTo(printed);
    assertThat(Printer.print(parse(printed))).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | 1:1: parse error: no expression found in input",
        "1 + | 1:4: parse error: unexpected end of input",
        "x{a} | 1:4: parse error: unexpected \"}\" in label matching, expected label matching operator",
        "x{a=1} | 1:5: parse error: unexpected character inside braces: '1'",
        "x{a=b} | 1:5: parse error: unexpected identifier \"b\" in label matching, expected string",
        "x{a=\"b\" | 1:8: parse error: unexpected end of input inside braces",
        "x{,} | 1:3: parse error: unexpected \",\" in label matching, expected identifier or \"}\"",
        "x{__name__=\"y\"} | 1:1: parse error: metric name must not be set twice: \"x\" or \"y\"",
        "x) | 1:2: parse error: unexpected right parenthesis ')'",
        "x[5m | 1:5: parse error: unclosed left bracket",
        "x[] | 1:3: parse error: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()",
        "x[5m1h] | 1:3: parse error: not a valid duration string: \"5m1h\"",
        "x[1m] offset 1m offset 2m | 1:1: parse error: offset may not be set multiple times",
        "1 offset 1m | 1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery",
        "sum(x, y) | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2",
        "sum() | 1:1: parse error: no arguments for aggregate expression provided",
        "rate(x[1m],) | 1:11: parse error: trailing commas not allowed in function call args",
        "sum by a (x) | 1:8: parse error: unexpected identifier \"a\" in grouping opts, expected \"(\"",
        "1 == on(a) x | 1:1: parse error: vector matching only allowed between instant vectors",
        "-\"a\" | 1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"string\"",
        "\"a\" + 1 | 1:1: parse error: binary expression must contain only scalar and instant vector types",
        "1..2 | 1:1: parse error: bad number or duration syntax: \"1..2\"",
        "1e400 | 1:1: parse error: error parsing number: \"1e400\" is too large",
        "\"\\q\" | 1:1: parse error: unknown escape sequence \\q",
        "\"a | 1:1: parse error: unterminated quoted string",
        "on{a='x'} | 1:1: parse error: unexpected <on>",
        "a =~ b | 1:3: parse error: unexpected character after '=': '~'"
      })
  void parse_mistakeTellsWhere(String query, String message) {
    assertThatThrownBy(() -> parse(query))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            PromqlException.class,
            e -> assertThat(e.kind()).isEqualTo(PromqlException.Kind.BAD_DATA));
  }

  @Test
  void parse_positionCountsLinesAndBytes() {
    assertThatThrownBy(() -> parse("1 +\n  {a=\"ä\"} )"))
        .hasMessage("2:12: parse error: unexpected right parenthesis ')'");
  }

  @Test
  void parse_tooManyOperatorsAreRefused() {
    String query = "1" + " + 1".repeat(TokenStream.NODES_MAX + 1);
    assertThatThrownBy(() -> parse(query)).hasMessageContaining("more than 500 operators");
    String nested = "(".repeat(TokenStream.DEPTH_MAX) + "1" + ")".repeat(TokenStream.DEPTH_MAX);
    assertThatThrownBy(() -> parse(nested)).hasMessageContaining("nested deeper than 100 levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "rate(x[5m])", "(1)", "sum by (a) (x) > 1"})
  void at_coversTheExpression(String query) {
    assertThat(parse(" " + query + " ").at()).isEqualTo(new TextRange(1, 1 + query.length()));
  }
}
