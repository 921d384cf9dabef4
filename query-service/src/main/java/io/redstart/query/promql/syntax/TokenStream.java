// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.token.Lexer;
import io.redstart.query.promql.syntax.token.Token;
import io.redstart.query.promql.syntax.token.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of a query with two tokens of lookahead, limits the tree, and makes the errors
 * about tokens. A token is read from the text only when it is needed, so that an earlier mistake is
 * reported first.
 */
final class TokenStream {
  /** How deep operands may be nested: limits the stack of the parsers. */
  static final int DEPTH_MAX = 100;

  /** The most operators, parentheses and calls of a query: limits the tree, and so the stack. */
  static final int NODES_MAX = 500;

  private final QueryText query;
  private final SyntaxConfig config;
  private final QueryLimits limits;
  private final Lexer lexer;
  private @Nullable Token current;
  private @Nullable Token ahead;
  private TextRange last = new TextRange(0, 0);
  private int nodes;
  private int depth;
  private int aggregations;

  TokenStream(QueryText query, SyntaxConfig config, QueryLimits limits) {
    this.query = query;
    this.config = config;
    this.limits = limits;
    this.lexer = new Lexer(query, limits);
  }

  SyntaxConfig config() {
    return config;
  }

  /** Returns the current token. */
  Token current() {
    Token token = current;
    if (token == null) {
      token = lexer.next();
      current = token;
    }
    return token;
  }

  /** Returns the token after the current one. */
  Token ahead() {
    current();
    Token token = ahead;
    if (token == null) {
      token = lexer.next();
      ahead = token;
    }
    return token;
  }

  /** Returns the current token, and moves past it. */
  Token take() {
    Token taken = current();
    current = ahead;
    ahead = null;
    last = taken.at();
    return taken;
  }

  /** Begins a nested operand. */
  void enter() {
    if (++depth > DEPTH_MAX) {
      throw error(current().at(), "nested deeper than " + DEPTH_MAX + " levels");
    }
  }

  /** Ends a nested operand. */
  void leave() {
    depth--;
  }

  /** Counts a node of the tree. */
  void countNode() {
    if (++nodes > NODES_MAX) {
      throw error(current().at(), "more than " + NODES_MAX + " operators, parentheses and calls");
    }
  }

  /** Begins an aggregation, which messages about tokens out of place mention. */
  void enterAggregation() {
    aggregations++;
  }

  /** Ends an aggregation. */
  void leaveAggregation() {
    aggregations--;
  }

  /** Returns the content of a string token. */
  String unquote(Token string) {
    try {
      return QuotedText.unquote(string.text(), limits);
    } catch (IllegalArgumentException e) {
      throw error(string.at(), String.valueOf(e.getMessage()));
    }
  }

  /** Returns the range from a start to the last token passed. */
  TextRange since(TextRange start) {
    return start.to(last);
  }

  boolean is(TokenType type) {
    return current().type() == type;
  }

  /** Returns whether the current token is a sign. */
  boolean isSign() {
    return is(TokenType.ADD) || is(TokenType.SUBTRACT);
  }

  /** Moves past the current token if it has a type. Returns whether it did. */
  boolean accept(TokenType type) {
    if (!is(type)) {
      return false;
    }
    take();
    return true;
  }

  /** Returns the current token, which must have a type, and moves past it. */
  Token expect(TokenType type) {
    if (!is(type)) {
      throw unexpected();
    }
    return take();
  }

  /** Returns the current token, which must have a type, and moves past it. */
  Token expect(TokenType type, String context, String expected) {
    if (!is(type)) {
      throw unexpected(context, expected);
    }
    return take();
  }

  PromqlException error(TextRange at, String message) {
    return query.error(at, message);
  }

  /** Returns the exception for a current token that is out of place. */
  PromqlException unexpected() {
    return unexpected(aggregations > 0 ? "aggregation" : "", "");
  }

  /** Returns the exception for a current token that is out of place in a part of a query. */
  PromqlException unexpected(String context, String expected) {
    String in = context.isEmpty() ? "" : " in " + context;
    String instead = expected.isEmpty() ? "" : ", expected " + expected;
    return error(current().at(), "unexpected " + current().describe() + in + instead);
  }
}
