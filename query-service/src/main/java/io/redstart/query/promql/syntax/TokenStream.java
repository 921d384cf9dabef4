// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import org.jspecify.annotations.Nullable;

/** Reads the tokens of a query with one token of lookahead, and makes the errors about them. */
final class TokenStream {
  /** How deep operands may be nested: limits the stack of the parsers. */
  static final int DEPTH_MAX = 100;

  private final QueryText query;
  private final QueryLimits limits;
  private final Lexer lexer;
  private Token current;
  private @Nullable Token ahead;
  private Token last;
  private @Nullable PromqlException unsupported;

  TokenStream(QueryText query, QueryLimits limits) {
    this.query = query;
    this.limits = limits;
    this.lexer = new Lexer(query, limits);
    this.current = lexer.next();
    this.last = current;
  }

  /** Returns the current token. */
  Token current() {
    return current;
  }

  /** Returns the token after the current one. */
  Token ahead() {
    Token token = ahead;
    if (token == null) {
      token = lexer.next();
      ahead = token;
    }
    return token;
  }

  /** Returns the current token, and moves past it. */
  Token take() {
    Token taken = current;
    current = ahead();
    ahead = null;
    last = taken;
    return taken;
  }

  /** Refuses operands that are nested too deep. */
  void checkDepth(int depth) {
    if (depth > DEPTH_MAX) {
      throw error(current.at(), "nested deeper than " + DEPTH_MAX + " levels");
    }
  }

  /**
   * Returns the content of a string token.
   *
   * @throws IllegalArgumentException if an escape is malformed
   */
  String unquote(Token string) {
    return QuotedText.unquote(string.text(), limits);
  }

  /** Returns the range from a start to the last token passed. */
  TextRange since(TextRange start) {
    return start.to(last.at());
  }

  boolean is(TokenType type) {
    return current.type() == type;
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
  Token expect(TokenType type, String context) {
    if (!is(type)) {
      throw unexpected(context, '"' + type.text() + '"');
    }
    return take();
  }

  PromqlException error(TextRange at, String message) {
    return query.error(at, message);
  }

  /** Returns the exception for a current token that is out of place. */
  PromqlException unexpected(String context, String expected) {
    String in = context.isEmpty() ? "" : " in " + context;
    String instead = expected.isEmpty() ? "" : ", expected " + expected;
    return error(current.at(), "unexpected " + current.describe() + in + instead);
  }

  /** Records a part that is valid but not supported; only the first is reported. */
  void markUnsupported(TextRange at, String what) {
    if (unsupported == null) {
      unsupported = query.unsupported(at, what);
    }
  }

  /** Ends the reading: fails if tokens are left, or if an unsupported part was found. */
  void finish() {
    if (!is(TokenType.END_OF_INPUT)) {
      throw unexpected("", "");
    }
    if (unsupported != null) {
      throw unsupported;
    }
  }
}
