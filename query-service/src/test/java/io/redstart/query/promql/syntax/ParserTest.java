// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.print.Printer;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Selectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  private static final SyntaxConfig STABLE = new SyntaxConfig(false, false, false, false);

  private static Expr parse(String query) {
    return TestSyntax.parse(query);
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
        "topk(3,x) by (a) | topk by (a) (3, x)",
        "count_values('v', x) | count_values(\"v\", x)",
        "limit_ratio(-0.5, x) | limit_ratio(-0.5, x)",
        "a / ON(x) b | a / on (x) b",
        "a > bool ignoring (x) b | a > bool ignoring (x) b",
        "a * ignoring () b | a * b",
        "a * on () b | a * on () b",
        "1 * on () b | 1 * b",
        "a * ignoring () group_left b | a * ignoring () group_left () b",
        "a * on(x) group_right(y, \"z.z\") b | a * on (x) group_right (y, \"z.z\") b",
        "a + fill(0) b | a + fill (0) b",
        "a + on(x) fill_right(1) fill_left(-1h) b | a + on (x) fill_left (-3600) fill_right (1) b",
        "a + fill_left(2) fill_right(2) b | a + fill (2) b",
        "fill + fill_left | fill + fill_left",
        "a </ 1 >/ 2 | a </ 1 >/ 2",
        "a atan2 b % c | a atan2 b % c",
        "a or b and on(x) c unless d | a or b and on (x) c unless d",
        "rate(x{a='1',}[90m]) | rate(x{a=\"1\"}[1h30m])",
        "x{b=\"2\",a!~\"1\"} | x{a!~\"1\",b=\"2\"}",
        "x[300] offset -1d | x[5m] offset -1d",
        "x offset 1.5 | x offset 1s500ms",
        "x offset 0 offset 1m | x offset 1m",
        "x @ 12.3456 offset 5m | x @ 12.346 offset 5m",
        "x offset 5m @ -1h | x @ -3600.000 offset 5m",
        "x[5m] @ start() | x[5m] @ start()",
        "x[5m] smoothed @ end() offset 1m | x[5m] smoothed @ end() offset 1m",
        "x anchored[5m] | x[5m] anchored",
        "x smoothed offset 1m | x smoothed offset 1m",
        "rate(x[1m])[1h:] | rate(x[1m])[1h:]",
        "x[60:0.5] @ 0 offset 1h | x[1m:500ms] @ 0.000 offset 1h",
        "x[2*5m] | x[2 * 5m]",
        "x[((step()))+1] | x[(step()) + 1]",
        "x[-(1-2)^2] | x[-(1 - 2) ^ 2]",
        "x[max_of(range(),1h)/4:min_of(1,-step())] | x[max_of(range(), 1h) / 4:min_of(1, -step())]",
        "x offset (5m)+1 | x offset (5m) + 1",
        "x offset -step()*2 | x offset -step() * 2",
        "x offset --step()*2 | x offset --step() * 2",
        "{\"my.metric\", \"a.b\"=~\"c\"} | {\"a.b\"=~\"c\",__name__=\"my.metric\"}",
        "sum(x) by (\"a.b\") | sum by (\"a.b\") (x)",
        "- x ^ 2 | -x ^ 2",
        "--5 | 5",
        "-1h | -1h",
        "1e3 | 1000",
        "0x10 | 16",
        "1h | 1h",
        "inf | +Inf",
        "`a\"b` | \"a\\\"b\"",
        "sum + by | sum + by",
        "label_join(x, 'a', 'b') | label_join(x, \"a\", \"b\")",
        "info(x, {}) | info(x, {})",
        "step() + max_of(1, 2) | step() + max_of(1, 2)",
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
        "~~ | unknown position: parse error: no expression found in input",
        "# | 1:1: parse error: no expression found in input",
        "1 + | 1:4: parse error: unexpected end of input",
        "x{a} | 1:4: parse error: unexpected \"}\" in label matching, expected label matching operator",
        "x{a=1} | 1:5: parse error: unexpected character inside braces: '1'",
        "x{a=b} | 1:5: parse error: unexpected identifier \"b\" in label matching, expected string",
        "x{a=\"b\" | 1:8: parse error: unexpected end of input inside braces",
        "x{,} | 1:3: parse error: unexpected \",\" in label matching, expected identifier or \"}\"",
        "{\"a\" b} | 1:6: parse error: unexpected identifier \"b\" in label matching, expected \",\" or \"}\"",
        "x{__name__=\"y\"} | 1:1: parse error: metric name must not be set twice: \"x\" or \"y\"",
        "{a=\"\"} | 1:1: parse error: vector selector must contain at least one non-empty matcher",
        "x) | 1:3: parse error: unexpected right parenthesis ')'",
        "x[5m | 1:5: parse error: unclosed left bracket",
        "x[ | 1:3: parse error: unexpected end of input in duration expression",
        "x[:1m] | 1:4: parse error: unexpected colon before duration in duration expression",
        "x[5m:1m:] | 1:8: parse error: unexpected colon ':'",
        "x[] | 1:3: parse error: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()",
        "x[5m 1h] | 1:6: parse error: unexpected duration \"1h\" in subquery or range, expected \":\" or \"]\"",
        "x[5m:1h 2] | 1:9: parse error: unexpected number \"2\" in subquery selector, expected \"]\"",
        "x[5m1h] | 1:3: parse error: not a valid duration string: \"5m1h\"",
        "x[0] | 1:3: parse error: duration must be greater than 0",
        "x[-5m] | 1:3: parse error: duration must be greater than 0",
        "x[1e12] | 1:3: parse error: duration out of range",
        "x[5m/0] | 1:5: parse error: division by zero",
        "x[5m % 0] | 1:6: parse error: modulo by zero",
        "x[1m] offset 1m offset 2m | 1:1: parse error: offset may not be set multiple times",
        "x offset 1m[5m] | 1:12: parse error: no offset modifiers allowed before range",
        "x @ 1 [5m] | 1:7: parse error: no @ modifiers allowed before range",
        "x @ 1 @ 2 | 1:1: parse error: @ <timestamp> may not be set multiple times",
        "x @ inf | 1:1: parse error: timestamp out of bounds for @ modifier: +Inf",
        "x @ start | 1:10: parse error: unexpected end of input in @, expected timestamp",
        "(x)[5m] | 1:4: parse error: ranges only allowed for vector selectors",
        "x anchored smoothed | 1:1: parse error: anchored and smoothed modifiers cannot be used together",
        "x[5m:] anchored | 1:1: parse error: anchored modifier is not supported for subqueries",
        "1 smoothed | 1:1: parse error: smoothed modifier not implemented",
        "1 offset 1m | 1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery",
        "x offset y | 1:10: parse error: unexpected identifier \"y\" in offset, expected number, duration, step(), or range()",
        "sum(x, y) | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2",
        "topk(x) | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1",
        "topk(x, y) | 1:6: parse error: expected type scalar in aggregation parameter, got instant vector",
        "sum() | 1:1: parse error: no arguments for aggregate expression provided",
        "sum(x y) | 1:7: parse error: unexpected identifier \"y\" in aggregation",
        "sum x | 1:5: parse error: unexpected identifier \"x\"",
        "rate(x[1m],) | 1:11: parse error: trailing commas not allowed in function call args",
        "rate(x) | 1:6: parse error: expected type range vector in call to function \"rate\", got instant vector",
        "rate() | 1:1: parse error: expected 1 argument(s) in call to \"rate\", got 0",
        "round() | 1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0",
        "round(x, 1, 2) | 1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3",
        "RATE(x[1m]) | 1:1: parse error: unknown function with name \"RATE\"",
        "info(x, y) | 1:9: parse error: expected label selectors only, got vector selector instead",
        "info(x, abs(y)) | 1:9: parse error: expected label selectors only",
        "info(x, 1) | 1:1: parse error: expected type instant vector in call to function \"info\", got scalar",
        "sum by a (x) | 1:8: parse error: unexpected identifier \"a\" in grouping opts, expected \"(\"",
        "sum by (\"\") (x) | 1:9: parse error: invalid label name for grouping: \"\"",
        "sum by (without) (x) | 1:9: parse error: unexpected <without> in grouping opts, expected label",
        "1 == on(a) x | 1:1: parse error: vector matching only allowed between instant vectors",
        "1 + fill(1) x | 1:1: parse error: filling in missing series only allowed between instant vectors",
        "a and fill(1) b | 1:1: parse error: filling in missing series not allowed for set operators",
        "a and on(x) group_left b | 1:1: parse error: no grouping allowed for \"and\" operation",
        "a and 1 | 1:1: parse error: set operator \"and\" not allowed in binary scalar expression",
        "a and bool b | 1:3: parse error: bool modifier can only be used on comparison operators",
        "a + bool b | 1:3: parse error: bool modifier can only be used on comparison operators",
        "1 > 2 | 1:3: parse error: comparisons between scalars must use BOOL modifier",
        "a * on(x) group_left(x) b | 1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once",
        "a[1m][5m:1m] | 1:1: parse error: subquery is only allowed on instant vector, got matrix instead",
        "-\"a\" | 1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"string\"",
        "\"a\" + 1 | 1:1: parse error: binary expression must contain only scalar and instant vector types",
        "1..2 | 1:1: parse error: bad number or duration syntax: \"1..\"",
        "1e400 | 1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"1e400\": value out of range",
        "x 123456789012 | 1:3: parse error: unexpected number \"1234567890\"...",
        "\"\\q\" | 1:1: parse error: unknown escape sequence U+0071 'q'",
        "\"\\x4g\" | 1:1: parse error: illegal character U+0067 'g' in escape sequence",
        "\"a | 1:1: parse error: unterminated quoted string",
        "on{a='x'} | 1:1: parse error: unexpected <on>",
        "a =~ b | 1:3: parse error: unexpected character after '=': '~'",
        "a ! b | 1:3: parse error: unexpected character after '!': ' '",
        "😀 | 1:1: parse error: unexpected character: '😀'"
      })
  void parse_mistakeTellsWhere(String query, String message) {
    assertThatThrownBy(() -> parse(query))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            PromqlException.class,
            e -> assertThat(e.kind()).isEqualTo(PromqlException.Kind.BAD_DATA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "x[step()] | 1:3: parse error: experimental duration expression is not enabled",
        "x[1 + 2] | 1:3: parse error: experimental duration expression is not enabled",
        "x offset -(1) | ~~",
        "x[5m] anchored | 1:1: parse error: anchored modifier is experimental and not enabled",
        "a + fill(1) b | 1:1: parse error: binop fill modifiers are experimental and not enabled",
        "1 + info(x) | 1:5: parse error: function \"info\" is not enabled",
        "limitk(1, x) | 1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions"
      })
  void parse_extensionsNeedTheirFlag(String query, String message) {
    assertThat(parse(query)).isNotNull();
    if (message.isEmpty()) {
      assertThat(TestSyntax.parse(query, STABLE)).isNotNull();
    } else {
      assertThatThrownBy(() -> TestSyntax.parse(query, STABLE)).hasMessage(message);
    }
  }

  @Test
  void parse_holdsMatchingAndCardinality() {
    assertThat(parse("a and b")).isInstanceOfSatisfying(Expr.SetOperation.class, and -> {
      assertThat(and.matching().cardinality().text()).isEqualTo("many-to-many");
    });
    assertThat(parse("a * on(x) group_left(y) fill_left(1) b"))
        .isInstanceOfSatisfying(Expr.Binary.class, times -> {
          assertThat(times.matching().cardinality().text()).isEqualTo("many-to-one");
          assertThat(times.matching().fillLeft()).isEqualTo(1);
          assertThat(times.matching().fillRight()).isNull();
          assertThat(times.opAt()).isEqualTo(new TextRange(2, 36));
        });
  }

  @Test
  void parse_tellsANameBeforeTheBraces() {
    assertThat(((Expr.VectorSelector) parse("x{a=\"b\"}")).name()).isEqualTo("x");
    assertThat(((Expr.VectorSelector) parse("{\"x\"}")).name()).isEmpty();
  }

  @Test
  void parse_positionCountsLinesAndBytes() {
    assertThatThrownBy(() -> parse("1 +\n  {a=\"ä\"} )"))
        .hasMessage("2:13: parse error: unexpected right parenthesis ')'");
  }

  @Test
  void parse_carriageReturnEndsAComment() {
    assertThat(Printer.print(parse("1 # a\r+ 2"))).isEqualTo("1 + 2");
  }

  @Test
  void parse_tooManyOperatorsAreRefused() {
    String query = "1" + " + 1".repeat(TokenStream.NODES_MAX + 1);
    assertThatThrownBy(() -> parse(query)).hasMessageContaining("more than 500 operators");
    String subqueries = "x" + "[1m:1m]".repeat(TokenStream.NODES_MAX + 1);
    assertThatThrownBy(() -> parse(subqueries)).hasMessageContaining("more than 500 operators");
    String nested = "(".repeat(TokenStream.DEPTH_MAX) + "1" + ")".repeat(TokenStream.DEPTH_MAX);
    assertThatThrownBy(() -> parse(nested)).hasMessageContaining("nested deeper than 100 levels");
    assertThatThrownBy(() -> parse("x[" + nested + "]"))
        .hasMessageContaining("nested deeper than 100 levels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "rate(x[5m])",
        "(1)",
        "sum by (a) (x) > 1",
        "sum(x) by (a)",
        "x[5m:1m] offset (1 + 2) @ end()",
        "x[5m] anchored"
      })
  void at_coversTheExpression(String query) {
    assertThat(parse(" " + query + " ").at()).isEqualTo(new TextRange(1, 1 + query.length()));
  }

  @Test
  void parseSelector_allowsMatchersOfEverything() {
    QueryLimits limits = QueryLimits.unlimited();
    assertThat(Parser.parseSelector(new QueryText("{a=\"\"}"), limits).matchers())
        .containsExactly(LabelMatcher.equal("a", ""));
    assertThat(Parser.parseSelector(new QueryText("sum"), limits).name()).isEqualTo("sum");
  }

  @ParameterizedTest
  @CsvSource({
    "x offset 1m, 1:3: parse error: unexpected <offset>",
    "x[1m], 1:2: parse error: unexpected \"[\"",
    "1, 1:1: parse error: unexpected number \"1\"",
    "'', unknown position: parse error: unexpected end of input"
  })
  void parseSelector_nothingElse(String text, String message) {
    QueryLimits limits = QueryLimits.unlimited();
    assertThatThrownBy(() -> Parser.parseSelector(new QueryText(text), limits)).hasMessage(message);
  }

  @Test
  void selectors_areFoundEverywhere() {
    Expr expr = parse("topk(scalar(a), -rate(b[1m:]) + on() (rate(c[5m]))) or rate(abs(d)[1m:])");
    assertThat(Selectors.of(expr))
        .extracting(Expr.VectorSelector::name)
        .containsExactly("a", "b", "c", "d");
  }
}
