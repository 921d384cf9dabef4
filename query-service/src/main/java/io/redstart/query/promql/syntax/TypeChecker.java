// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses trees with wrong types, by the rules and in the words of Prometheus' checkAST in
 * promql/parser/parse.go.
 */
final class TypeChecker implements Expr.Visitor<ValueType> {
  static final String MISPLACED_BOOL = "bool modifier can only be used on comparison operators";

  private final QueryText query;

  TypeChecker(QueryText query) {
    this.query = query;
  }

  /**
   * Returns the type of an expression.
   *
   * @throws PromqlException if a part of it is not allowed
   */
  ValueType check(Expr expr) {
    return expr.accept(this);
  }

  @Override
  public ValueType visit(Expr.NumberLiteral literal) {
    return literal.type();
  }

  @Override
  public ValueType visit(Expr.StringLiteral literal) {
    return literal.type();
  }

  @Override
  public ValueType visit(Expr.VectorSelector selector) {
    checkNamedOnce(selector);
    // A name before the braces is never empty.
    boolean selects =
        selector.named() || selector.matchers().stream().anyMatch(one -> !one.matches(""));
    if (!selects) {
      throw query.error(
          selector.at(), "vector selector must contain at least one non-empty matcher");
    }
    return selector.type();
  }

  private void checkNamedOnce(Expr.VectorSelector selector) {
    for (LabelMatcher matcher : selector.braced()) {
      if (selector.named() && matcher.name().equals(Labels.METRIC_NAME)) {
        throw query.error(
            selector.at(),
            "metric name must not be set twice: "
                + QuotedText.quote(selector.name())
                + " or "
                + QuotedText.quote(matcher.value()));
      }
    }
  }

  @Override
  public ValueType visit(Expr.RangeSelector range) {
    check(range.selector());
    return range.type();
  }

  @Override
  public ValueType visit(Expr.Subquery subquery) {
    ValueType type = check(subquery.inner());
    if (type != ValueType.VECTOR) {
      throw query.error(
          subquery.at(),
          "subquery is only allowed on instant vector, got " + type.shortText() + " instead");
    }
    return subquery.type();
  }

  @Override
  public ValueType visit(Expr.Parenthesized parenthesized) {
    return check(parenthesized.inner());
  }

  @Override
  public ValueType visit(Expr.Unary unary) {
    ValueType type = check(unary.operand());
    if (!isNumeric(type)) {
      throw query.error(
          unary.at(),
          "unary expression only allowed on expressions of type scalar or instant vector, got \""
              + type.text()
              + '"');
    }
    return type;
  }

  @Override
  public ValueType visit(Expr.Binary binary) {
    ValueType left = check(binary.left());
    ValueType right = check(binary.right());
    boolean scalars = left == ValueType.SCALAR && right == ValueType.SCALAR;
    if (binary.returnBool() && !binary.op().isComparison()) {
      throw query.error(binary.opAt(), MISPLACED_BOOL);
    }
    if (binary.op().isComparison() && !binary.returnBool() && scalars) {
      throw query.error(binary.opAt(), "comparisons between scalars must use BOOL modifier");
    }
    String label = labelOnBothSides(binary.matching());
    if (label != null) {
      throw query.error(binary.opAt(), label);
    }
    checkOperand(binary.left(), left);
    checkOperand(binary.right(), right);
    if (left != ValueType.VECTOR || right != ValueType.VECTOR) {
      checkUnmatched(binary.matching(), binary.at());
    }
    return scalars ? ValueType.SCALAR : ValueType.VECTOR;
  }

  /** Returns what is wrong if a label both matches and is copied, or null. */
  static @Nullable String labelOnBothSides(Matching matching) {
    for (String label : matching.labels()) {
      if (matching.on() && matching.include().contains(label)) {
        return "label "
            + QuotedText.quote(label)
            + " must not occur in ON and GROUP clause at once";
      }
    }
    return null;
  }

  @Override
  public ValueType visit(Expr.SetOperation operation) {
    ValueType left = check(operation.left());
    ValueType right = check(operation.right());
    checkOperand(operation.left(), left);
    checkOperand(operation.right(), right);
    if (left == ValueType.VECTOR && right == ValueType.VECTOR) {
      checkSetMatching(operation);
      return ValueType.VECTOR;
    }
    checkUnmatched(operation.matching(), operation.at());
    throw query.error(
        operation.at(),
        "set operator \"%s\" not allowed in binary scalar expression"
            .formatted(operation.op().text()));
  }

  private void checkSetMatching(Expr.SetOperation operation) {
    if (operation.matching().isGrouped()) {
      throw query.error(
          operation.at(),
          "no grouping allowed for \"%s\" operation".formatted(operation.op().text()));
    }
    if (operation.matching().isFilled()) {
      throw query.error(operation.at(), "filling in missing series not allowed for set operators");
    }
  }

  private void checkUnmatched(Matching matching, TextRange at) {
    if (!matching.labels().isEmpty()) {
      throw query.error(at, "vector matching only allowed between instant vectors");
    }
    if (matching.isFilled()) {
      throw query.error(at, "filling in missing series only allowed between instant vectors");
    }
  }

  private void checkOperand(Expr operand, ValueType type) {
    if (!isNumeric(type)) {
      throw query.error(
          operand.at(), "binary expression must contain only scalar and instant vector types");
    }
  }

  @Override
  public ValueType visit(Expr.Aggregation aggregation) {
    expect(ValueType.VECTOR, aggregation.operand(), "aggregation expression");
    ValueType parameter = aggregation.op().parameter();
    if (parameter != null && aggregation.parameter() != null) {
      expect(parameter, aggregation.parameter(), "aggregation parameter");
    }
    return ValueType.VECTOR;
  }

  @Override
  public ValueType visit(Expr.Call call) {
    Signature function = call.function();
    checkCount(call);
    String context = "call to function \"" + function.name() + '"';
    boolean isInfo = function.name().equals("info");
    List<Expr> arguments = call.arguments();
    if (isInfo && arguments.size() > 1) {
      checkInfoLabels(arguments.get(1), call, context);
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!isInfo || i != 1) {
        expect(function.argument(i), arguments.get(i), context);
      }
    }
    return call.type();
  }

  private void checkCount(Expr.Call call) {
    Signature function = call.function();
    int count = call.arguments().size();
    if (function.variadic() == 0 && count != function.argumentsMin()) {
      throw wrongCount(call, "", function.argumentsMin());
    }
    if (count < function.argumentsMin()) {
      throw wrongCount(call, "at least ", function.argumentsMin());
    }
    if (count > function.argumentsMax()) {
      throw wrongCount(call, "at most ", function.argumentsMax());
    }
  }

  private PromqlException wrongCount(Expr.Call call, String limit, int expected) {
    return query.error(
        call.at(),
        String.format(
            "expected %s%d argument(s) in call to \"%s\", got %d",
            limit, expected, call.function().name(), call.arguments().size()));
  }

  /** Checks the second argument of {@code info}: matchers in braces, which may match anything. */
  private void checkInfoLabels(Expr labels, Expr.Call call, String context) {
    if (labels.type() != ValueType.VECTOR) {
      throw query.error(call.at(), mismatch(ValueType.VECTOR, context, labels.type()));
    }
    if (!(labels instanceof Expr.VectorSelector selector)) {
      throw query.error(labels.at(), "expected label selectors only");
    }
    if (selector.named()) {
      throw query.error(labels.at(), "expected label selectors only, got vector selector instead");
    }
  }

  private void expect(ValueType expected, Expr expr, String context) {
    ValueType type = check(expr);
    if (type != expected) {
      throw query.error(expr.at(), mismatch(expected, context, type));
    }
  }

  private static String mismatch(ValueType expected, String context, ValueType type) {
    return "expected type " + expected.text() + " in " + context + ", got " + type.text();
  }

  private static boolean isNumeric(ValueType type) {
    return type == ValueType.SCALAR || type == ValueType.VECTOR;
  }
}
