// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.print;

import io.redstart.query.promql.syntax.tree.Expr;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Writes a tree as an equivalent query, with its long parts on several lines, as Prometheus'
 * promql/parser/prettier.go does for {@code format_query}.
 */
public final class PrettyPrinter implements Expr.Visitor<String> {
  /** The longest part, in bytes, that is not broken into lines. */
  private static final int LINE_MAX_BYTES = 100;

  private final int level;

  private PrettyPrinter(int level) {
    this.level = level;
  }

  /** Returns the text of an expression. */
  public static String print(Expr expr) {
    return expr.accept(new PrettyPrinter(0));
  }

  private String indent() {
    return "  ".repeat(level);
  }

  private String inner(Expr expr) {
    return expr.accept(new PrettyPrinter(level + 1));
  }

  private String line(Expr expr) {
    return indent() + Printer.print(expr);
  }

  private static boolean isShort(Expr expr) {
    return Printer.print(expr).getBytes(StandardCharsets.UTF_8).length <= LINE_MAX_BYTES;
  }

  @Override
  public String visit(Expr.NumberLiteral literal) {
    return line(literal);
  }

  @Override
  public String visit(Expr.StringLiteral literal) {
    return line(literal);
  }

  @Override
  public String visit(Expr.VectorSelector selector) {
    return line(selector);
  }

  @Override
  public String visit(Expr.RangeSelector range) {
    return line(range);
  }

  /** Returns a short subquery without indentation: so does Prometheus. */
  @Override
  public String visit(Expr.Subquery subquery) {
    return isShort(subquery)
        ? Printer.print(subquery)
        : subquery.inner().accept(this) + Printer.brackets(subquery);
  }

  @Override
  public String visit(Expr.Parenthesized parenthesized) {
    return isShort(parenthesized)
        ? line(parenthesized)
        : indent() + "(\n" + inner(parenthesized.inner()) + '\n' + indent() + ')';
  }

  @Override
  public String visit(Expr.Unary unary) {
    return indent() + (unary.minus() ? '-' : '+') + unary.operand().accept(this).strip();
  }

  @Override
  public String visit(Expr.Binary binary) {
    return isShort(binary)
        ? line(binary)
        : operation(binary.left(), Printer.operator(binary), binary.right());
  }

  @Override
  public String visit(Expr.SetOperation operation) {
    return isShort(operation)
        ? line(operation)
        : operation(operation.left(), Printer.operator(operation), operation.right());
  }

  private String operation(Expr left, String operator, Expr right) {
    return inner(left) + '\n' + indent() + operator + '\n' + inner(right);
  }

  @Override
  public String visit(Expr.Aggregation aggregation) {
    if (isShort(aggregation)) {
      return line(aggregation);
    }
    Expr parameter = aggregation.parameter();
    return indent()
        + Printer.head(aggregation)
        + "(\n"
        + (parameter == null ? "" : inner(parameter) + ",\n")
        + inner(aggregation.operand())
        + '\n'
        + indent()
        + ')';
  }

  @Override
  public String visit(Expr.Call call) {
    if (isShort(call)) {
      return line(call);
    }
    return indent()
        + call.function().name()
        + "(\n"
        + call.arguments().stream().map(this::inner).collect(Collectors.joining(",\n"))
        + '\n'
        + indent()
        + ')';
  }
}
