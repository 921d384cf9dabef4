// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.token.Token;
import io.redstart.query.promql.syntax.token.TokenType;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.syntax.tree.SetOp;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads binary operators with their modifiers, and lists of labels. */
final class OperatorParser {
  private static final String LABELS = "grouping opts";

  private final TokenStream tokens;
  private final DurationParser numbers;

  OperatorParser(TokenStream tokens) {
    this.tokens = tokens;
    this.numbers = new DurationParser(tokens);
  }

  /** Returns the precedence of a binary operator, from 1; less for any other token. */
  static int precedence(TokenType type) {
    return switch (type) {
      case OR -> 1;
      case AND, UNLESS -> 2;
      case EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          TRIM_LOWER,
          TRIM_UPPER -> 3;
      case ADD, SUBTRACT -> 4;
      case MULTIPLY, DIVIDE, MODULO, ATAN2 -> 5;
      case POWER -> 6;
      default -> -1;
    };
  }

  /** Returns whether a token is an operator that durations know too. */
  static boolean isArithmetic(TokenType type) {
    return switch (type) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER -> true;
      default -> false;
    };
  }

  /** Reads optional {@code bool}, {@code on (…)}, {@code group_left (…)} and {@code fill (…)}. */
  BinaryModifiers parseModifiers() {
    boolean returnBool = tokens.accept(TokenType.BOOL);
    Matching matching = Matching.ALL_LABELS;
    if (tokens.is(TokenType.ON) || tokens.is(TokenType.IGNORING)) {
      boolean on = tokens.take().type() == TokenType.ON;
      matching = parseGroup(new Matching(on, parseLabels()));
    }
    return new BinaryModifiers(returnBool, parseFill(matching));
  }

  private Matching parseGroup(Matching matching) {
    boolean left = tokens.is(TokenType.GROUP_LEFT);
    if (!left && !tokens.is(TokenType.GROUP_RIGHT)) {
      return matching;
    }
    tokens.take();
    TokenType next = tokens.current().type();
    boolean bare = next != TokenType.LEFT_PAREN && (next.startsExpression() || next.isFill());
    List<String> include = bare ? List.of() : parseLabels();
    var cardinality = left ? Matching.Cardinality.MANY_TO_ONE : Matching.Cardinality.ONE_TO_MANY;
    return new Matching(matching.on(), matching.labels(), cardinality, include, null, null);
  }

  private Matching parseFill(Matching matching) {
    @Nullable Double left = null;
    @Nullable Double right = null;
    if (tokens.is(TokenType.FILL)) {
      left = parseFillValue();
      right = left;
    } else if (tokens.is(TokenType.FILL_LEFT)) {
      left = parseFillValue();
      right = tokens.is(TokenType.FILL_RIGHT) ? parseFillValue() : null;
    } else if (tokens.is(TokenType.FILL_RIGHT)) {
      right = parseFillValue();
      left = tokens.is(TokenType.FILL_LEFT) ? parseFillValue() : null;
    }
    return new Matching(
        matching.on(), matching.labels(), matching.cardinality(), matching.include(), left, right);
  }

  private Double parseFillValue() {
    tokens.take();
    tokens.expect(TokenType.LEFT_PAREN);
    boolean minus = tokens.isSign() && tokens.take().type() == TokenType.SUBTRACT;
    if (!tokens.is(TokenType.NUMBER) && !tokens.is(TokenType.DURATION)) {
      throw tokens.unexpected();
    }
    double value = numbers.parseLiteral().value();
    tokens.expect(TokenType.RIGHT_PAREN);
    return minus ? -value : value;
  }

  /** Returns the tree of a binary operator. */
  Expr join(Token operator, TextRange opAt, Expr left, Expr right, BinaryModifiers modifiers) {
    TextRange at = left.at().to(right.at());
    Matching matching = modifiers.matching();
    if (matching.isFilled() && !tokens.config().fillModifiers()) {
      throw tokens.error(at, "binop fill modifiers are experimental and not enabled");
    }
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    if (!vectors && matching.labels().isEmpty() && !matching.isFilled()) {
      matching = Matching.ALL_LABELS;
    }
    for (SetOp op : SetOp.values()) {
      if (op.text().equals(operator.type().text())) {
        return joinSets(
            op, opAt, left, right, new BinaryModifiers(modifiers.returnBool(), matching));
      }
    }
    for (BinaryOp op : BinaryOp.values()) {
      if (op.symbol().equals(operator.type().text())) {
        return new Expr.Binary(op, left, right, modifiers.returnBool(), matching, opAt, at);
      }
    }
    throw new IllegalStateException("not a binary operator: " + operator.type());
  }

  private Expr joinSets(
      SetOp op, TextRange opAt, Expr left, Expr right, BinaryModifiers modifiers) {
    if (modifiers.returnBool()) {
      throw tokens.error(opAt, TypeChecker.MISPLACED_BOOL);
    }
    Matching matching = modifiers.matching();
    String label = TypeChecker.labelOnBothSides(matching);
    if (label != null) {
      throw tokens.error(opAt, label);
    }
    if (!matching.isGrouped()) {
      matching = matching.with(Matching.Cardinality.MANY_TO_MANY);
    }
    return new Expr.SetOperation(op, left, right, matching, left.at().to(right.at()));
  }

  /** Reads {@code by (…)} or {@code without (…)}; null if there is none. */
  @Nullable
  Grouping parseGrouping() {
    if (!tokens.is(TokenType.BY) && !tokens.is(TokenType.WITHOUT)) {
      return null;
    }
    boolean without = tokens.take().type() == TokenType.WITHOUT;
    return new Grouping(without, parseLabels());
  }

  private List<String> parseLabels() {
    List<String> labels = new ArrayList<>();
    tokens.expect(TokenType.LEFT_PAREN, LABELS, "\"(\"");
    while (!tokens.accept(TokenType.RIGHT_PAREN)) {
      labels.add(parseLabel());
      if (!tokens.accept(TokenType.COMMA) && !tokens.is(TokenType.RIGHT_PAREN)) {
        throw tokens.unexpected(LABELS, "\",\" or \")\"");
      }
    }
    return labels;
  }

  private String parseLabel() {
    Token token = tokens.current();
    boolean quoted = token.type() == TokenType.STRING;
    if (!quoted && !token.type().isLabelName()) {
      throw tokens.unexpected(LABELS, "label");
    }
    tokens.take();
    String label = quoted ? tokens.unquote(token) : token.text();
    if (label.isEmpty() || !QuotedText.isUtf8(label)) {
      throw tokens.error(token.at(), "invalid label name for grouping: " + QuotedText.quote(label));
    }
    return label;
  }
}
