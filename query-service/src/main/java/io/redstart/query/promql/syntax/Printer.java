// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.FloatText;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a tree as an equivalent query on one line, in Prometheus' spelling. */
public final class Printer implements Expr.Visitor<String> {
  private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private Printer() {}

  /** Returns the text of an expression. */
  public static String print(Expr expr) {
    return expr.accept(new Printer());
  }

  @Override
  public String visit(Expr.NumberLiteral literal) {
    return FloatText.plain(literal.value());
  }

  @Override
  public String visit(Expr.StringLiteral literal) {
    return QuotedText.quote(literal.value());
  }

  @Override
  public String visit(Expr.VectorSelector selector) {
    return series(selector) + offset(selector);
  }

  @Override
  public String visit(Expr.RangeSelector range) {
    String text = series(range.selector()) + '[' + DurationText.print(range.rangeMillis()) + ']';
    return text + offset(range.selector());
  }

  private static String series(Expr.VectorSelector selector) {
    List<LabelMatcher> matchers = selector.matchers();
    LabelMatcher first = matchers.get(0);
    boolean named = first.name().equals(Labels.METRIC_NAME)
        && first.op() == LabelMatcher.Op.EQUAL
        && METRIC_NAME.matcher(first.value()).matches()
        && !TokenType.ofWord(first.value()).equals(TokenType.NUMBER)
        && TokenType.ofWord(first.value()).isMetricName()
        && matchers.stream().filter(m -> m.name().equals(Labels.METRIC_NAME)).count() == 1;
    List<LabelMatcher> braced = named ? matchers.subList(1, matchers.size()) : matchers;
    String name = named ? first.value() : "";
    return braced.isEmpty()
        ? name
        : braced.stream().map(Printer::matcher).collect(Collectors.joining(",", name + '{', "}"));
  }

  private static String matcher(LabelMatcher matcher) {
    return label(matcher.name()) + matcher.op().symbol() + QuotedText.quote(matcher.value());
  }

  private static String offset(Expr.VectorSelector selector) {
    long millis = selector.offsetMillis();
    if (millis == 0) {
      return "";
    }
    return " offset " + (millis < 0 ? "-" : "") + DurationText.print(Math.abs(millis));
  }

  @Override
  public String visit(Expr.Parenthesized parenthesized) {
    return '(' + parenthesized.inner().accept(this) + ')';
  }

  @Override
  public String visit(Expr.Unary unary) {
    return (unary.minus() ? "-" : "+") + unary.operand().accept(this);
  }

  @Override
  public String visit(Expr.Binary binary) {
    String left = binary.left().accept(this);
    String right = binary.right().accept(this);
    String bool = binary.returnBool() ? " bool" : "";
    return left + ' ' + binary.op().symbol() + bool + matching(binary.matching()) + ' ' + right;
  }

  @Override
  public String visit(Expr.SetOperation operation) {
    String left = operation.left().accept(this);
    String right = operation.right().accept(this);
    return left + ' ' + operation.op().text() + matching(operation.matching()) + ' ' + right;
  }

  private static String matching(Matching matching) {
    if (matching.equals(Matching.ALL_LABELS)) {
      return "";
    }
    return (matching.on() ? " on " : " ignoring ") + labels(matching.labels());
  }

  @Override
  public String visit(Expr.Aggregation aggregation) {
    Grouping grouping = aggregation.grouping();
    String clause = grouping.equals(Grouping.ONE)
        ? ""
        : (grouping.without() ? " without " : " by ") + labels(grouping.labels()) + ' ';
    return aggregation.op().text() + clause + '(' + aggregation.operand().accept(this) + ')';
  }

  @Override
  public String visit(Expr.Call call) {
    return call.arguments().stream()
        .map(argument -> argument.accept(this))
        .collect(Collectors.joining(", ", call.function().text() + '(', ")"));
  }

  private static String labels(List<String> names) {
    return names.stream().map(Printer::label).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String label(String name) {
    return LABEL_NAME.matcher(name).matches() ? name : QuotedText.quote(name);
  }
}
