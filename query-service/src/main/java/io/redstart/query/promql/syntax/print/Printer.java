// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.print;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.syntax.text.DurationText;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Expr.AtTime;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.value.number.FloatText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree as an equivalent query on one line, in the spelling of Prometheus'
 * promql/parser/printer.go; {@link PrettyPrinter} breaks lines.
 */
public final class Printer implements Expr.Visitor<String> {
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private Printer() {}

  /** Returns the text of an expression. */
  public static String print(Expr expr) {
    return expr.accept(new Printer());
  }

  @Override
  public String visit(Expr.NumberLiteral literal) {
    return number(literal.value(), literal.duration());
  }

  /** Returns a number, or a duration in seconds. */
  static String number(double value, boolean duration) {
    return duration ? DurationText.print((long) (value * 1e9) / 1_000_000) : FloatText.plain(value);
  }

  @Override
  public String visit(Expr.StringLiteral literal) {
    return QuotedText.quote(literal.value());
  }

  @Override
  public String visit(Expr.VectorSelector selector) {
    Expr.TimeShift shift = selector.shift();
    return series(selector) + at(shift) + edges(selector.edges()) + offset(shift);
  }

  @Override
  public String visit(Expr.RangeSelector range) {
    Expr.VectorSelector selector = range.selector();
    return series(selector)
        + '['
        + DurationPrinter.print(range.range())
        + ']'
        + edges(selector.edges())
        + time(selector.shift());
  }

  private static String series(Expr.VectorSelector selector) {
    List<LabelMatcher> matchers = selector.braced();
    return matchers.isEmpty() && selector.named()
        ? selector.name()
        : matchers.stream()
            .map(Printer::matcher)
            .sorted()
            .collect(Collectors.joining(",", selector.name() + '{', "}"));
  }

  private static String matcher(LabelMatcher matcher) {
    return label(matcher.name()) + matcher.op().symbol() + QuotedText.quote(matcher.value());
  }

  @Override
  public String visit(Expr.Subquery subquery) {
    return subquery.inner().accept(this) + brackets(subquery);
  }

  /** Returns what follows the expression of a subquery. */
  static String brackets(Expr.Subquery subquery) {
    DurationExpr step = subquery.step();
    return '['
        + DurationPrinter.print(subquery.range())
        + ':'
        + (step == null ? "" : DurationPrinter.print(step))
        + ']'
        + time(subquery.shift());
  }

  private static String time(Expr.TimeShift shift) {
    return at(shift) + offset(shift);
  }

  private static String at(Expr.TimeShift shift) {
    AtTime at = shift.at();
    if (at instanceof AtTime.Fixed fixed) {
      BigDecimal seconds = new BigDecimal(fixed.millis() / 1e3);
      return " @ " + seconds.setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }
    return at == null ? "" : at instanceof AtTime.Start ? " @ start()" : " @ end()";
  }

  private static String offset(Expr.TimeShift shift) {
    DurationExpr offset = shift.offset();
    return offset == null || !shift.hasOffset() ? "" : " offset " + DurationPrinter.print(offset);
  }

  private static String edges(Expr.Edges edges) {
    return switch (edges) {
      case PLAIN -> "";
      case ANCHORED -> " anchored";
      case SMOOTHED -> " smoothed";
    };
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
    return left + ' ' + operator(binary) + ' ' + binary.right().accept(this);
  }

  /** Returns an operator with its modifiers. */
  static String operator(Expr.Binary binary) {
    String bool = binary.returnBool() ? " bool" : "";
    return binary.op().symbol() + bool + matching(binary.matching());
  }

  @Override
  public String visit(Expr.SetOperation operation) {
    String left = operation.left().accept(this);
    return left + ' ' + operator(operation) + ' ' + operation.right().accept(this);
  }

  /** Returns an operator with its modifiers. */
  static String operator(Expr.SetOperation operation) {
    return operation.op().text() + matching(operation.matching());
  }

  /** Returns a matching as it follows its operator, with a space before it unless it is empty. */
  public static String matching(Matching matching) {
    var text = new StringBuilder();
    if (matching.on() || !matching.labels().isEmpty() || matching.isGrouped()) {
      text.append(matching.on() ? " on " : " ignoring ").append(labels(matching.labels()));
    }
    if (matching.isGrouped()) {
      boolean left = matching.cardinality() == Matching.Cardinality.MANY_TO_ONE;
      text.append(left ? " group_left " : " group_right ").append(labels(matching.include()));
    }
    return text + fill(matching.fillLeft(), matching.fillRight());
  }

  private static String fill(@Nullable Double left, @Nullable Double right) {
    // Compares values: a number that is not one is unlike itself.
    if (left != null && right != null && left.doubleValue() == right.doubleValue()) {
      return " fill (" + FloatText.compact(left) + ')';
    }
    return (left == null ? "" : " fill_left (" + FloatText.compact(left) + ')')
        + (right == null ? "" : " fill_right (" + FloatText.compact(right) + ')');
  }

  @Override
  public String visit(Expr.Aggregation aggregation) {
    Expr parameter = aggregation.parameter();
    return head(aggregation)
        + '('
        + (parameter == null ? "" : parameter.accept(this) + ", ")
        + aggregation.operand().accept(this)
        + ')';
  }

  /** Returns an aggregation without its arguments. */
  static String head(Expr.Aggregation aggregation) {
    return head(aggregation.op(), aggregation.grouping());
  }

  /** Returns an aggregation without its arguments. */
  public static String head(AggregateOp op, Grouping grouping) {
    String clause = grouping.equals(Grouping.ONE)
        ? ""
        : (grouping.without() ? " without " : " by ") + labels(grouping.labels()) + ' ';
    return op.text() + clause;
  }

  @Override
  public String visit(Expr.Call call) {
    return call.arguments().stream()
        .map(argument -> argument.accept(this))
        .collect(Collectors.joining(", ", call.function().name() + '(', ")"));
  }

  private static String labels(List<String> names) {
    return names.stream().map(Printer::label).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String label(String name) {
    return LABEL_NAME.matcher(name).matches() ? name : QuotedText.quote(name);
  }
}
