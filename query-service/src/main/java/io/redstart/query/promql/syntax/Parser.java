// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.token.Token;
import io.redstart.query.promql.syntax.token.TokenType;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.syntax.tree.Signature;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * <p>The grammar and the words of its errors follow Prometheus' promql/parser/generated_parser.y
 * and parse.go. Of several mistakes the first is reported, as there.
 */
public final class Parser {
  /** The precedence from which operators bind stronger than a sign before them. */
  static final int SIGN_PRECEDENCE = 6;

  private final TokenStream tokens;
  private final Signatures signatures;
  private final DurationParser numbers;
  private final SelectorParser selectors;
  private final ModifierParser modifiers;
  private final OperatorParser operators;

  private Parser(TokenStream tokens, Signatures signatures) {
    this.tokens = tokens;
    this.signatures = signatures;
    this.numbers = new DurationParser(tokens);
    this.selectors = new SelectorParser(tokens);
    this.modifiers = new ModifierParser(tokens, numbers);
    this.operators = new OperatorParser(tokens);
  }

  /**
   * Returns the tree of a query.
   *
   * @param config which extensions of the language are allowed
   * @param signatures the functions
   * @throws PromqlException if it is wrong; of kind {@code BAD_DATA}, with line and column
   */
  public static Expr parse(
      QueryText query, SyntaxConfig config, Signatures signatures, QueryLimits limits) {
    TokenStream tokens = new TokenStream(query, config, limits);
    if (tokens.is(TokenType.END_OF_INPUT)) {
      throw tokens.error(new TextRange(0, 0), "no expression found in input");
    }
    Expr expr = new Parser(tokens, signatures).parseOperators(0);
    tokens.expect(TokenType.END_OF_INPUT);
    new TypeChecker(query).check(expr);
    return expr;
  }

  /**
   * Returns a selector without modifiers, such as the parameter {@code match[]} of the HTTP API.
   * Its matchers may all match the empty string.
   *
   * @throws PromqlException if it is wrong; of kind {@code BAD_DATA}, with line and column
   */
  public static Expr.VectorSelector parseSelector(QueryText query, QueryLimits limits) {
    TokenStream tokens = new TokenStream(query, SyntaxConfig.ALL, limits);
    TokenType first = tokens.current().type();
    if (!first.isMetricName() && first != TokenType.LEFT_BRACE) {
      throw tokens.unexpected();
    }
    Expr.VectorSelector selector = new SelectorParser(tokens).parse();
    tokens.expect(TokenType.END_OF_INPUT);
    return selector;
  }

  /** Reads an expression up to an operator weaker than a precedence. */
  private Expr parseOperators(int precedenceMin) {
    tokens.enter();
    Expr left = parseSigned();
    while (OperatorParser.precedence(tokens.current().type()) >= precedenceMin) {
      tokens.countNode();
      Token operator = tokens.take();
      int precedence = OperatorParser.precedence(operator.type());
      BinaryModifiers binary = operators.parseModifiers();
      TextRange opAt = tokens.since(operator.at());
      boolean toTheRight = operator.type() == TokenType.POWER;
      Expr right = parseOperators(toTheRight ? precedence : precedence + 1);
      left = operators.join(operator, opAt, left, right, binary);
    }
    tokens.leave();
    return left;
  }

  private Expr parseSigned() {
    if (!tokens.isSign()) {
      return modifiers.parse(parsePrimary());
    }
    tokens.countNode();
    Token sign = tokens.take();
    boolean minus = sign.type() == TokenType.SUBTRACT;
    Expr operand = parseOperators(SIGN_PRECEDENCE);
    TextRange at = sign.at().to(operand.at());
    if (operand instanceof Expr.NumberLiteral literal) {
      double value = minus ? -literal.value() : literal.value();
      return new Expr.NumberLiteral(value, literal.duration(), at);
    }
    return new Expr.Unary(minus, operand, at);
  }

  private Expr parsePrimary() {
    return switch (tokens.current().type()) {
      case NUMBER, DURATION -> numbers.parseLiteral();
      case STRING -> parseString();
      case LEFT_PAREN -> parseParenthesized();
      case LEFT_BRACE -> selectors.parse();
      default -> parseNamed();
    };
  }

  private Expr parseString() {
    Token string = tokens.take();
    return new Expr.StringLiteral(tokens.unquote(string), string.at());
  }

  /** Reads an expression that begins with a word: an aggregation, a call or a metric. */
  private Expr parseNamed() {
    Token token = tokens.current();
    if (!token.type().isMetricName()) {
      throw tokens.unexpected();
    }
    TokenType next = tokens.ahead().type();
    if (token.type().isAggregator() && startsAggregation(next)) {
      return parseAggregation();
    }
    if (next == TokenType.LEFT_PAREN
        && (token.type() == TokenType.IDENTIFIER || token.type().isContext())) {
      return parseCall();
    }
    return selectors.parse();
  }

  private static boolean startsAggregation(TokenType next) {
    return next == TokenType.LEFT_PAREN || next == TokenType.BY || next == TokenType.WITHOUT;
  }

  private Expr parseParenthesized() {
    tokens.countNode();
    Token open = tokens.take();
    Expr inner = parseOperators(0);
    tokens.expect(TokenType.RIGHT_PAREN);
    return new Expr.Parenthesized(inner, tokens.since(open.at()));
  }

  private Expr parseAggregation() {
    tokens.countNode();
    Token name = tokens.take();
    tokens.enterAggregation();
    Grouping grouping = operators.parseGrouping();
    List<Expr> arguments = parseArguments();
    tokens.leaveAggregation();
    if (grouping == null) {
      TextRange at = tokens.since(name.at());
      grouping = operators.parseGrouping();
      return aggregation(name, arguments, grouping, grouping == null ? at : tokens.since(at));
    }
    return aggregation(name, arguments, grouping, tokens.since(name.at()));
  }

  private Expr aggregation(
      Token name, List<Expr> arguments, @Nullable Grouping grouping, TextRange at) {
    AggregateOp op = AggregateOp.valueOf(name.type().name());
    if (arguments.isEmpty()) {
      throw tokens.error(at, "no arguments for aggregate expression provided");
    }
    if (op.isExperimental() && !tokens.config().experimentalFunctions()) {
      throw tokens.error(
          at,
          op.text()
              + "() is experimental and must be enabled with"
              + " --enable-feature=promql-experimental-functions");
    }
    int expected = op.parameter() == null ? 1 : 2;
    if (arguments.size() != expected) {
      throw tokens.error(
          at,
          String.format(
              "wrong number of arguments for aggregate expression provided, expected %d, got %d",
              expected, arguments.size()));
    }
    Expr parameter = op.parameter() == null ? null : arguments.get(0);
    Grouping groups = grouping == null ? Grouping.ONE : grouping;
    return new Expr.Aggregation(op, parameter, arguments.get(expected - 1), groups, at);
  }

  private Expr parseCall() {
    tokens.countNode();
    Token name = tokens.take();
    List<Expr> arguments = parseArguments();
    Signature function = signatures
        .signature(name.text())
        .orElseThrow(() ->
            tokens.error(name.at(), "unknown function with name " + QuotedText.quote(name.text())));
    if (function.experimental() && !tokens.config().experimentalFunctions()) {
      throw tokens.error(
          name.at(), "function " + QuotedText.quote(name.text()) + " is not enabled");
    }
    return new Expr.Call(function, arguments, tokens.since(name.at()));
  }

  private List<Expr> parseArguments() {
    List<Expr> arguments = new ArrayList<>();
    tokens.expect(TokenType.LEFT_PAREN);
    while (!tokens.accept(TokenType.RIGHT_PAREN)) {
      arguments.add(parseOperators(0));
      Token separator = tokens.current();
      if (!tokens.accept(TokenType.COMMA)) {
        tokens.expect(TokenType.RIGHT_PAREN);
        break;
      }
      if (!tokens.current().type().startsExpression()) {
        throw tokens.error(separator.at(), "trailing commas not allowed in function call args");
      }
    }
    return arguments;
  }
}
