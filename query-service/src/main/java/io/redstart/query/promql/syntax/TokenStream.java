// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import org.jspecify.annotations.Nullable;

/** The tokens of a query with one to look at ahead, and the errors that are told of them. */
final class TokenStream {
  /** How deep operands may be nested: bounds the stack of the parsers. */
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

  /** Returns the token that stands next. */
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

  /** Takes the current token. */
  Token take() {
    Token taken = current;
    current = ahead();
    ahead = null;
    last = taken;
    return taken;
  }

  /** Refuses what is nested too deep to be read. */
  void checkDepth(int depth) {
    if (depth > DEPTH_MAX) {
      throw error(current.at(), "nested deeper than " + DEPTH_MAX + " levels");
    }
  }

  /**
   * Returns what a string token means.
   *
   * @throws IllegalArgumentException if an escape is malformed
   */
  String unquote(Token string) {
    return QuotedText.unquote(string.text(), limits);
  }

  /** Returns the range from a start to the token that was taken last. */
  TextRange since(TextRange start) {
    return start.to(last.at());
  }

  boolean is(TokenType type) {
    return current.type() == type;
  }

  /** Takes the current token if it is of a type. */
  boolean accept(TokenType type) {
    if (!is(type)) {
      return false;
    }
    take();
    return true;
  }

  /** Takes the current token, which must be of a type. */
  Token expect(TokenType type, String context) {
    if (!is(type)) {
      throw unexpected(context, '"' + type.text() + '"');
    }
    return take();
  }

  PromqlException error(TextRange at, String message) {
    return query.error(at, message);
  }

  /** Returns the exception for a current token that cannot stand where it stands. */
  PromqlException unexpected(String context, String expected) {
    String in = context.isEmpty() ? "" : " in " + context;
    String instead = expected.isEmpty() ? "" : ", expected " + expected;
    return error(current.at(), "unexpected " + current.describe() + in + instead);
  }

  /** Remembers something that is valid but not answered; only the first is told. */
  void markUnsupported(TextRange at, String what) {
    if (unsupported == null) {
      unsupported = query.unsupported(at, what);
    }
  }

  /** Ends the reading: nothing may be left, and nothing unsupported may have been found. */
  void finish() {
    if (!is(TokenType.END_OF_INPUT)) {
      throw unexpected("", "");
    }
    if (unsupported != null) {
      throw unsupported;
    }
  }
}
