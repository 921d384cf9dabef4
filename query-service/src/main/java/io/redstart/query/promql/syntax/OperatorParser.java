// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.ArrayList;
import java.util.List;

/** Reads binary operators with their modifiers, and lists of labels. */
final class OperatorParser {
  private final TokenStream tokens;

  OperatorParser(TokenStream tokens) {
    this.tokens = tokens;
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

  /** Reads optional {@code bool}, {@code on (…)}, {@code group_left (…)} and {@code fill (…)}. */
  BinaryModifiers parseModifiers() {
    boolean returnBool = tokens.accept(TokenType.BOOL);
    Matching matching = Matching.ALL_LABELS;
    if (tokens.is(TokenType.ON) || tokens.is(TokenType.IGNORING)) {
      boolean on = tokens.take().type() == TokenType.ON;
      matching = new Matching(on, parseLabels());
      if (tokens.is(TokenType.GROUP_LEFT) || tokens.is(TokenType.GROUP_RIGHT)) {
        Token group = tokens.take();
        tokens.markUnsupported(group.at(), "modifier \"" + group.type().text() + '"');
        if (tokens.is(TokenType.LEFT_PAREN)) {
          parseLabels();
        }
      }
    }
    while (isFill(tokens.current().type())) {
      parseFill();
    }
    return new BinaryModifiers(returnBool, matching);
  }

  private static boolean isFill(TokenType type) {
    return type == TokenType.FILL || type == TokenType.FILL_LEFT || type == TokenType.FILL_RIGHT;
  }

  private void parseFill() {
    Token fill = tokens.take();
    tokens.markUnsupported(fill.at(), "modifier \"" + fill.type().text() + '"');
    tokens.expect(TokenType.LEFT_PAREN, "");
    if (!tokens.accept(TokenType.SUBTRACT)) {
      tokens.accept(TokenType.ADD);
    }
    if (!tokens.accept(TokenType.DURATION)) {
      tokens.expect(TokenType.NUMBER, "");
    }
    tokens.expect(TokenType.RIGHT_PAREN, "");
  }

  /** Returns the tree of a binary operator, or its left operand if it is not supported. */
  Expr join(Token operator, Expr left, Expr right, BinaryModifiers modifiers) {
    TextRange at = left.at().to(right.at());
    for (BinaryOp op : BinaryOp.values()) {
      if (op.symbol().equals(operator.type().text())) {
        return new Expr.Binary(op, left, right, modifiers.returnBool(), modifiers.matching(), at);
      }
    }
    for (SetOp op : SetOp.values()) {
      if (op.text().equals(operator.type().text())) {
        if (modifiers.returnBool()) {
          throw tokens.error(operator.at(), TypeChecker.MISPLACED_BOOL);
        }
        return new Expr.SetOperation(op, left, right, modifiers.matching(), at);
      }
    }
    tokens.markUnsupported(operator.at(), "operator \"" + operator.type().text() + '"');
    return left;
  }

  /** Reads an optional {@code by (…)} or {@code without (…)}. */
  Grouping parseGrouping() {
    if (!tokens.is(TokenType.BY) && !tokens.is(TokenType.WITHOUT)) {
      return Grouping.ONE;
    }
    boolean without = tokens.take().type() == TokenType.WITHOUT;
    return new Grouping(without, parseLabels());
  }

  private List<String> parseLabels() {
    List<String> labels = new ArrayList<>();
    tokens.expect(TokenType.LEFT_PAREN, "grouping opts");
    while (!tokens.accept(TokenType.RIGHT_PAREN)) {
      Token label = tokens.current();
      if (label.type() == TokenType.STRING) {
        labels.add(SelectorParser.unquote(tokens, label));
      } else if (label.type().isLabelName()) {
        labels.add(label.text());
      } else {
        throw tokens.unexpected("grouping opts", "label");
      }
      tokens.take();
      if (!tokens.accept(TokenType.COMMA) && !tokens.is(TokenType.RIGHT_PAREN)) {
        throw tokens.unexpected("grouping opts", "\",\" or \")\"");
      }
    }
    return labels;
  }
}
