// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;

/** Refuses trees with wrong types, by the rules and in the words of Prometheus. */
final class TypeChecker implements Expr.Visitor<ValueType> {
  static final String MISPLACED_BOOL = "bool modifier can only be used on comparison operators";

  private final QueryText query;

  TypeChecker(QueryText query) {
    this.query = query;
  }

  /**
   * Returns the type of an expression.
   *
   * @throws io.redstart.query.promql.PromqlException if a part of it is not allowed
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
    if (selector.matchers().stream().allMatch(matcher -> matcher.matches(""))) {
      throw query.error(
          selector.at(), "vector selector must contain at least one non-empty matcher");
    }
    return selector.type();
  }

  @Override
  public ValueType visit(Expr.RangeSelector range) {
    check(range.selector());
    return range.type();
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
      throw query.error(operatorAt(binary), MISPLACED_BOOL);
    }
    if (binary.op().isComparison() && !binary.returnBool() && scalars) {
      throw query.error(operatorAt(binary), "comparisons between scalars must use BOOL modifier");
    }
    checkOperand(binary.left(), left);
    checkOperand(binary.right(), right);
    boolean vectors = left == ValueType.VECTOR && right == ValueType.VECTOR;
    checkMatching(binary.matching(), vectors, binary.at());
    return scalars ? ValueType.SCALAR : ValueType.VECTOR;
  }

  @Override
  public ValueType visit(Expr.SetOperation operation) {
    ValueType left = check(operation.left());
    ValueType right = check(operation.right());
    checkOperand(operation.left(), left);
    checkOperand(operation.right(), right);
    boolean vectors = left == ValueType.VECTOR && right == ValueType.VECTOR;
    checkMatching(operation.matching(), vectors, operation.at());
    if (!vectors) {
      throw query.error(
          operation.at(),
          "set operator \"%s\" not allowed in binary scalar expression"
              .formatted(operation.op().text()));
    }
    return ValueType.VECTOR;
  }

  private void checkMatching(Matching matching, boolean vectors, TextRange at) {
    if (!vectors && !matching.labels().isEmpty()) {
      throw query.error(at, "vector matching only allowed between instant vectors");
    }
  }

  private void checkOperand(Expr operand, ValueType type) {
    if (!isNumeric(type)) {
      throw query.error(
          operand.at(), "binary expression must contain only scalar and instant vector types");
    }
  }

  /** Returns the range of the operator with its modifiers. */
  private TextRange operatorAt(Expr.Binary binary) {
    int start = binary.left().at().end();
    while (Character.isWhitespace(query.text().charAt(start))) {
      start++;
    }
    return new TextRange(start, binary.right().at().start());
  }

  @Override
  public ValueType visit(Expr.Aggregation aggregation) {
    expect(ValueType.VECTOR, aggregation.operand(), "aggregation expression");
    return ValueType.VECTOR;
  }

  @Override
  public ValueType visit(Expr.Call call) {
    List<ValueType> types = call.function().argumentTypes();
    String name = call.function().text();
    if (types.size() != call.arguments().size()) {
      throw query.error(
          call.at(),
          String.format(
              "expected %d argument(s) in call to \"%s\", got %d",
              types.size(), name, call.arguments().size()));
    }
    for (int i = 0; i < types.size(); i++) {
      expect(types.get(i), call.arguments().get(i), "call to function \"" + name + '"');
    }
    return call.type();
  }

  private void expect(ValueType expected, Expr expr, String context) {
    ValueType type = check(expr);
    if (type != expected) {
      throw query.error(
          expr.at(),
          "expected type " + expected.text() + " in " + context + ", got " + type.text());
    }
  }

  private static boolean isNumeric(ValueType type) {
    return type == ValueType.SCALAR || type == ValueType.VECTOR;
  }
}
