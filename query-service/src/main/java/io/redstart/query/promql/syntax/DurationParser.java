// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/**
 * Reads durations in ranges and offsets: plain ones such as {@code 5m} or {@code 300}, and
 * expressions such as {@code 2 * step()}, which are not supported yet.
 */
final class DurationParser {
  private final TokenStream tokens;
  /** Whether the last duration was an expression. */
  private boolean composed;

  private int depth;

  DurationParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Reads one number or duration. */
  Expr.NumberLiteral parseLiteral() {
    Token token = tokens.take();
    try {
      double value = token.type() == TokenType.DURATION
          ? DurationText.parseMillis(token.text()) / 1e3
          : NumberText.parse(token.text());
      return new Expr.NumberLiteral(value, token.at());
    } catch (IllegalArgumentException e) {
      throw tokens.error(token.at(), String.valueOf(e.getMessage()));
    }
  }

  /** Reads a duration, which must be more than 0. Returns milliseconds. */
  long parsePositive(String context, String expected) {
    TextRange at = tokens.current().at();
    composed = false;
    double seconds = parseTerm(0, context, expected);
    if (!composed && !(seconds > 0)) {
      throw tokens.error(at, "duration must be greater than 0");
    }
    return finish(at, seconds);
  }

  /** Reads an offset. Returns milliseconds. */
  long parseOffset(String expected) {
    TextRange at = tokens.current().at();
    composed = false;
    // An operator after an offset belongs to the query: a - b offset 5m + c.
    return finish(at, parseSigned("offset", expected));
  }

  private long finish(TextRange at, double seconds) {
    if (composed) {
      tokens.markUnsupported(at, "duration expression");
      return 1;
    }
    double millis = seconds * 1e3;
    if (!(Math.abs(millis) <= DurationText.MAX_MILLIS)) {
      throw tokens.error(at, "duration out of range");
    }
    // Nanoseconds are rounded and the rest of a millisecond is cut off, as in Prometheus.
    return (long) (Math.rint(millis * 1e6) / 1e6);
  }

  private double parseTerm(int precedenceMin, String context, String expected) {
    tokens.checkDepth(++depth);
    double left = parseSigned(context, expected);
    while (isArithmetic(tokens.current().type())
        && OperatorParser.precedence(tokens.current().type()) >= precedenceMin) {
      TokenType operator = tokens.take().type();
      composed = true;
      int precedence = OperatorParser.precedence(operator);
      parseTerm(operator == TokenType.POWER ? precedence : precedence + 1, context, expected);
    }
    depth--;
    return left;
  }

  private static boolean isArithmetic(TokenType type) {
    return switch (type) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER -> true;
      default -> false;
    };
  }

  private double parseSigned(String context, String expected) {
    double sign = 1;
    while (tokens.is(TokenType.SUBTRACT) || tokens.is(TokenType.ADD)) {
      sign = tokens.take().type() == TokenType.SUBTRACT ? -sign : sign;
    }
    return sign * parseUnsigned(context, expected);
  }

  private double parseUnsigned(String context, String expected) {
    return switch (tokens.current().type()) {
      case NUMBER, DURATION -> parseLiteral().value();
      case LEFT_PAREN -> parseParenthesized(context, expected);
      case STEP, RANGE, MIN_OF, MAX_OF -> parseContext(context, expected);
      default -> throw tokens.unexpected(context, expected);
    };
  }

  private double parseParenthesized(String context, String expected) {
    composed = true;
    tokens.take();
    parseTerm(0, context, expected);
    tokens.expect(TokenType.RIGHT_PAREN, context);
    return 0;
  }

  private double parseContext(String context, String expected) {
    composed = true;
    TokenType type = tokens.take().type();
    tokens.expect(TokenType.LEFT_PAREN, context);
    if (type == TokenType.MIN_OF || type == TokenType.MAX_OF) {
      parseTerm(0, context, expected);
      tokens.expect(TokenType.COMMA, context);
      parseTerm(0, context, expected);
    }
    tokens.expect(TokenType.RIGHT_PAREN, context);
    return 0;
  }
}
