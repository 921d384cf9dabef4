// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.text.DurationText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.token.Token;
import io.redstart.query.promql.syntax.token.TokenType;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.syntax.tree.DurationExpr.Op;
import io.redstart.query.promql.syntax.tree.DurationExpr.Seconds;
import io.redstart.query.promql.syntax.tree.Expr;
import org.jspecify.annotations.Nullable;

/**
 * Reads durations in ranges, subqueries and offsets: {@code 5m}, {@code 300}, {@code 2 * step()}.
 *
 * <p>An operator after an offset belongs to the query, {@code a offset 5m + b}, unless the offset
 * begins with a parenthesis or two signs: there Prometheus' grammar lets the offset go on.
 */
final class DurationParser {
  private static final String EXPECTED = "number, duration, step(), or range()";

  private final TokenStream tokens;

  /** The part of the query that is read, and what it expects, for messages. */
  private String context = "";

  private String expected = EXPECTED;

  DurationParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Reads one number or duration. */
  Expr.NumberLiteral parseLiteral() {
    Token token = tokens.take();
    boolean duration = token.type() == TokenType.DURATION;
    try {
      double value =
          duration ? DurationText.parseMillis(token.text()) / 1e3 : NumberText.parse(token.text());
      return new Expr.NumberLiteral(value, duration, token.at());
    } catch (IllegalArgumentException e) {
      throw tokens.error(token.at(), String.valueOf(e.getMessage()));
    }
  }

  /** Reads the duration of a range. */
  DurationExpr parseRange() {
    context = "subquery or range selector";
    expected = EXPECTED;
    return parsePositive();
  }

  /** Reads the step of a subquery. */
  DurationExpr parseStep() {
    context = "subquery selector";
    expected = "number, duration, step(), range(), or \"]\"";
    return parsePositive();
  }

  private DurationExpr parsePositive() {
    DurationExpr duration = parseOperators(0);
    if (duration instanceof Seconds fixed && fixed.seconds() <= 0) {
      throw tokens.error(fixed.at(), "duration must be greater than 0");
    }
    return duration;
  }

  /** Reads an offset. */
  DurationExpr parseOffset() {
    context = "offset";
    expected = EXPECTED;
    if (!tokens.isSign()) {
      return tokens.is(TokenType.LEFT_PAREN) ? parseOperators(0) : parsePrimary();
    }
    Token sign = tokens.take();
    return switch (tokens.current().type()) {
      case NUMBER, DURATION -> signed(sign, parseSeconds(false));
      case STEP, RANGE, MIN_OF, MAX_OF -> {
        tokens.countNode();
        DurationExpr operand = parseContext(sign.at());
        TextRange at = sign.at().to(operand.at());
        yield new DurationExpr.Signed(sign.type() == TokenType.SUBTRACT, operand, at);
      }
      case LEFT_PAREN -> signed(sign, parseParenthesized(true));
      default -> continueOperators(signed(sign, parseOperators(Parser.SIGN_PRECEDENCE)), 0);
    };
  }

  private DurationExpr parseOperators(int precedenceMin) {
    tokens.enter();
    DurationExpr duration = continueOperators(parseSigned(), precedenceMin);
    tokens.leave();
    return duration;
  }

  private DurationExpr continueOperators(DurationExpr first, int precedenceMin) {
    DurationExpr left = first;
    while (OperatorParser.isArithmetic(tokens.current().type())
        && OperatorParser.precedence(tokens.current().type()) >= precedenceMin) {
      tokens.countNode();
      Token operator = tokens.take();
      int precedence = OperatorParser.precedence(operator.type());
      boolean toTheRight = operator.type() == TokenType.POWER;
      DurationExpr right = parseOperators(toTheRight ? precedence : precedence + 1);
      left = join(operator, left, right);
    }
    return left;
  }

  private DurationExpr join(Token operator, DurationExpr left, DurationExpr right) {
    checkEnabled(left.at());
    boolean divides = operator.type() == TokenType.DIVIDE || operator.type() == TokenType.MODULO;
    if (divides && right instanceof Seconds fixed && fixed.seconds() == 0) {
      String name = operator.type() == TokenType.DIVIDE ? "division" : "modulo";
      throw tokens.error(operator.at(), name + " by zero");
    }
    return new DurationExpr.Operation(op(operator), left, right, left.at().to(right.at()));
  }

  private static Op op(Token operator) {
    return switch (operator.type()) {
      case ADD -> Op.ADD;
      case SUBTRACT -> Op.SUBTRACT;
      case MULTIPLY -> Op.MULTIPLY;
      case DIVIDE -> Op.DIVIDE;
      case MODULO -> Op.MODULO;
      case POWER -> Op.POWER;
      case MIN_OF -> Op.MIN_OF;
      case MAX_OF -> Op.MAX_OF;
      default -> throw new IllegalStateException("not an operation: " + operator.type());
    };
  }

  private DurationExpr parseSigned() {
    if (!tokens.isSign()) {
      return parsePrimary();
    }
    tokens.countNode();
    Token sign = tokens.take();
    DurationExpr operand = parseOperators(Parser.SIGN_PRECEDENCE);
    return signed(sign, operand);
  }

  private DurationExpr signed(Token sign, DurationExpr operand) {
    boolean minus = sign.type() == TokenType.SUBTRACT;
    TextRange at = sign.at().to(operand.at());
    if (operand instanceof Seconds fixed) {
      double seconds = minus ? -fixed.seconds() : fixed.seconds();
      return inRange(new Seconds(seconds, fixed.duration(), at), sign.at());
    }
    return minus ? new DurationExpr.Signed(true, operand, at) : operand;
  }

  private DurationExpr parsePrimary() {
    return switch (tokens.current().type()) {
      case NUMBER, DURATION -> parseSeconds(true);
      case LEFT_PAREN -> parseParenthesized(false);
      case STEP, RANGE, MIN_OF, MAX_OF -> parseContext(null);
      default -> throw unexpected();
    };
  }

  private Seconds parseSeconds(boolean check) {
    Expr.NumberLiteral literal = parseLiteral();
    Seconds seconds = new Seconds(literal.value(), literal.duration(), literal.at());
    return check ? inRange(seconds, seconds.at()) : seconds;
  }

  private Seconds inRange(Seconds seconds, TextRange at) {
    // A number that is not one has no place in time either; Prometheus lets it pass.
    if (!(Math.abs(seconds.seconds()) <= DurationText.MAX_SECONDS)) {
      throw tokens.error(at, "duration out of range");
    }
    return seconds;
  }

  /**
   * Reads a duration in parentheses.
   *
   * @param afterSign whether it follows the sign of an offset, where Prometheus always allows it
   */
  private DurationExpr parseParenthesized(boolean afterSign) {
    tokens.countNode();
    Token open = tokens.take();
    DurationExpr inner = parseOperators(0);
    close();
    if (!afterSign) {
      checkEnabled(inner.at());
    }
    return inner instanceof DurationExpr.Parenthesized
        ? inner
        : new DurationExpr.Parenthesized(inner, tokens.since(open.at()));
  }

  /**
   * Reads {@code step()} and the like.
   *
   * @param sign the position of a sign before it, or null
   */
  private DurationExpr parseContext(@Nullable TextRange sign) {
    Token name = tokens.take();
    open();
    DurationExpr duration = switch (name.type()) {
      case STEP -> new DurationExpr.Step(endAfterClosing(name));
      case RANGE -> new DurationExpr.Range(endAfterClosing(name));
      default -> parseExtreme(name);
    };
    TextRange first =
        duration instanceof DurationExpr.Operation extreme ? extreme.left().at() : name.at();
    checkEnabled(sign == null ? first : sign);
    return duration;
  }

  private DurationExpr parseExtreme(Token name) {
    tokens.countNode();
    DurationExpr left = parseOperators(0);
    expect(TokenType.COMMA);
    DurationExpr right = parseOperators(0);
    return new DurationExpr.Operation(op(name), left, right, endAfterClosing(name));
  }

  private TextRange endAfterClosing(Token name) {
    close();
    return tokens.since(name.at());
  }

  private void open() {
    expect(TokenType.LEFT_PAREN);
  }

  private void close() {
    expect(TokenType.RIGHT_PAREN);
  }

  private void expect(TokenType type) {
    if (!tokens.accept(type)) {
      throw unexpected();
    }
  }

  private PromqlException unexpected() {
    return tokens.unexpected(context, expected);
  }

  private void checkEnabled(TextRange at) {
    if (!tokens.config().durationExpressions()) {
      throw tokens.error(at, "experimental duration expression is not enabled");
    }
  }
}
