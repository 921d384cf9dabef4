// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads PromQL: a Pratt parser, in which each binary operator has a precedence and an operand ends
 * where a weaker operator follows.
 *
 * <pre>
 *   weakest     or
 *               and unless
 *               == != &lt;= &lt; &gt;= &gt; &lt;/ &gt;/
 *               + -
 *               * / % atan2, and signs
 *   strongest   ^, to the right
 * </pre>
 *
 * <p>It reads the whole language, so that it reports a mistake before an unsupported feature. An
 * unsupported part is marked and replaced by something harmless in the tree; at the end of the
 * query it causes a separate exception.
 */
public final class Parser {
  /** The most operators, parentheses and calls of a query: limits the tree, and so the stack. */
  static final int NODES_MAX = 500;

  private static final int SIGN_PRECEDENCE = 6;

  private final TokenStream tokens;
  private final SelectorParser selectors;
  private final OperatorParser operators;
  private int nodes;
  private int depth;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.selectors = new SelectorParser(tokens);
    this.operators = new OperatorParser(tokens);
  }

  /**
   * Returns the tree of a query.
   *
   * @throws PromqlException if it is wrong or not supported; of kind {@code BAD_DATA}, with line
   *     and column
   */
  public static Expr parse(QueryText query, QueryLimits limits) {
    TokenStream tokens = new TokenStream(query, limits);
    if (tokens.is(TokenType.END_OF_INPUT)) {
      throw tokens.error(tokens.current().at(), "no expression found in input");
    }
    Expr expr = new Parser(tokens).parseOperators(0);
    tokens.finish();
    new TypeChecker(query).check(expr);
    return expr;
  }

  /** Reads an expression up to an operator weaker than a precedence. */
  private Expr parseOperators(int precedenceMin) {
    tokens.checkDepth(++depth);
    Expr left = parseSigned();
    while (OperatorParser.precedence(tokens.current().type()) >= precedenceMin) {
      countNode();
      Token operator = tokens.take();
      int precedence = OperatorParser.precedence(operator.type());
      BinaryModifiers modifiers = operators.parseModifiers();
      boolean toTheRight = operator.type() == TokenType.POWER;
      Expr right = parseOperators(toTheRight ? precedence : precedence + 1);
      left = operators.join(operator, left, right, modifiers);
    }
    depth--;
    return left;
  }

  private Expr parseSigned() {
    if (!tokens.is(TokenType.ADD) && !tokens.is(TokenType.SUBTRACT)) {
      return selectors.parseModifiers(parsePrimary());
    }
    countNode();
    Token sign = tokens.take();
    boolean minus = sign.type() == TokenType.SUBTRACT;
    Expr operand = parseOperators(SIGN_PRECEDENCE);
    TextRange at = sign.at().to(operand.at());
    if (operand instanceof Expr.NumberLiteral literal) {
      return new Expr.NumberLiteral(minus ? -literal.value() : literal.value(), at);
    }
    return new Expr.Unary(minus, operand, at);
  }

  private Expr parsePrimary() {
    return switch (tokens.current().type()) {
      case NUMBER, DURATION -> selectors.parseNumber();
      case STRING -> parseString();
      case LEFT_PAREN -> parseParenthesized();
      case LEFT_BRACE -> selectors.parseSelector();
      default -> parseNamed();
    };
  }

  private Expr parseString() {
    Token string = tokens.take();
    return new Expr.StringLiteral(SelectorParser.unquote(tokens, string), string.at());
  }

  /** Reads an expression that begins with a word: an aggregation, a call or a metric. */
  private Expr parseNamed() {
    Token token = tokens.current();
    TokenType next = tokens.ahead().type();
    if (token.type().isAggregator() && startsAggregation(next)) {
      return parseAggregation();
    }
    if (next == TokenType.LEFT_PAREN
        && (token.type() == TokenType.IDENTIFIER || token.type().isContext())) {
      return parseCall();
    }
    if (token.type().isMetricName()) {
      return selectors.parseSelector();
    }
    throw tokens.unexpected("", "");
  }

  private static boolean startsAggregation(TokenType next) {
    return next == TokenType.LEFT_PAREN || next == TokenType.BY || next == TokenType.WITHOUT;
  }

  private Expr parseParenthesized() {
    countNode();
    Token open = tokens.take();
    Expr inner = parseOperators(0);
    tokens.expect(TokenType.RIGHT_PAREN, "");
    return new Expr.Parenthesized(inner, tokens.since(open.at()));
  }

  private Expr parseAggregation() {
    countNode();
    Token name = tokens.take();
    Grouping grouping = operators.parseGrouping();
    if (!tokens.is(TokenType.LEFT_PAREN)) {
      throw tokens.unexpected("aggregation", "");
    }
    List<Expr> arguments = parseArguments();
    if (grouping.equals(Grouping.ONE)) {
      grouping = operators.parseGrouping();
    }
    TextRange at = tokens.since(name.at());
    int expected = name.type().hasParameter() ? 2 : 1;
    if (arguments.isEmpty()) {
      throw tokens.error(at, "no arguments for aggregate expression provided");
    }
    if (arguments.size() != expected) {
      throw tokens.error(
          at,
          "wrong number of arguments for aggregate expression provided, expected "
              + expected
              + ", got "
              + arguments.size());
    }
    for (AggregateOp op : AggregateOp.values()) {
      if (op.text().equals(name.type().text())) {
        return new Expr.Aggregation(op, arguments.get(0), grouping, at);
      }
    }
    tokens.markUnsupported(name.at(), "aggregation \"" + name.type().text() + '"');
    return arguments.get(expected - 1);
  }

  private Expr parseCall() {
    countNode();
    Token name = tokens.take();
    Function function = Function.named(name.text()).orElse(null);
    if (function == null) {
      if (!Function.isUnsupported(name.text())) {
        throw tokens.error(name.at(), "unknown function with name " + quoted(name));
      }
      tokens.markUnsupported(name.at(), "function " + quoted(name));
    }
    List<Expr> arguments = parseArguments();
    TextRange at = tokens.since(name.at());
    return function == null
        ? new Expr.NumberLiteral(0, at)
        : new Expr.Call(function, arguments, at);
  }

  private static String quoted(Token name) {
    return QuotedText.quote(name.text());
  }

  private List<Expr> parseArguments() {
    List<Expr> arguments = new ArrayList<>();
    tokens.expect(TokenType.LEFT_PAREN, "");
    while (!tokens.accept(TokenType.RIGHT_PAREN)) {
      arguments.add(parseOperators(0));
      Token separator = tokens.current();
      if (!tokens.accept(TokenType.COMMA)) {
        tokens.expect(TokenType.RIGHT_PAREN, "");
        break;
      }
      if (tokens.is(TokenType.RIGHT_PAREN)) {
        throw tokens.error(separator.at(), "trailing commas not allowed in function call args");
      }
    }
    return arguments;
  }

  private void countNode() {
    if (++nodes > NODES_MAX) {
      throw tokens.error(
          tokens.current().at(), "more than " + NODES_MAX + " operators, parentheses and calls");
    }
  }
}
