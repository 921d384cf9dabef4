// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.token;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.TextRange;
import java.util.function.IntPredicate;

/** A position in the text of a query, and the start of the token that is read there. */
final class Cursor {
  private final QueryText query;
  private final String text;
  private final QueryLimits limits;
  private int start;
  private int position;

  Cursor(QueryText query, QueryLimits limits) {
    this.query = query;
    this.text = query.text();
    this.limits = limits;
  }

  /** Moves past space and, if wanted, comments; there a token starts. */
  void skipSpace(boolean withComments) {
    while (position < text.length()) {
      limits.check(position);
      if (isSpace(text.charAt(position))) {
        position++;
      } else if (withComments && text.charAt(position) == '#') {
        skipWhile(character -> character != '\r' && character != '\n');
      } else {
        break;
      }
    }
    start = position;
  }

  /** Moves past the characters that fulfil a condition. */
  void skipWhile(IntPredicate condition) {
    while (position < text.length() && condition.test(text.charAt(position))) {
      limits.check(position);
      position++;
    }
  }

  /** Returns the current character, and moves past it. */
  int take() {
    int codePoint = text.codePointAt(position);
    position += Character.charCount(codePoint);
    return codePoint;
  }

  /** Moves past the current character if it is a given one. Returns whether it is. */
  boolean accept(char character) {
    if (peek() != character) {
      return false;
    }
    position++;
    return true;
  }

  /** Returns the current character; -1 at the end. */
  int peek() {
    return position < text.length() ? text.codePointAt(position) : -1;
  }

  /** Returns the current {@code char}, or the first half of the character. */
  char current() {
    return text.charAt(position);
  }

  /** Returns whether a character comes next, maybe after space. */
  boolean isFollowedBy(char character) {
    int at = position;
    while (at < text.length() && isSpace(text.charAt(at))) {
      limits.check(at);
      at++;
    }
    return at < text.length() && text.charAt(at) == character;
  }

  /** Returns whether a number or duration begins here. */
  boolean isAtNumber() {
    boolean digitFollows = position + 1 < text.length() && isDigit(text.charAt(position + 1));
    return isDigit(current()) || (current() == '.' && digitFollows);
  }

  /** Returns a scanner for the number or duration that begins here. */
  NumberScanner number() {
    return new NumberScanner(text, position, limits);
  }

  /** Returns a scanner for the string that begins here. */
  StringScanner string() {
    return new StringScanner(text, position, limits);
  }

  /** Moves to an index. */
  void moveTo(int index) {
    position = index;
  }

  /** Moves back to the start of the token. */
  void reset() {
    position = start;
  }

  /** Returns the text from the start of the token to here. */
  String text() {
    return text.substring(start, position);
  }

  /** Returns the token that ends here. */
  Token token(TokenType type) {
    return new Token(type, text(), new TextRange(start, position));
  }

  /** Returns the exception for a token that is wrong. */
  PromqlException error(String message) {
    return query.error(new TextRange(start, position), message);
  }

  /** Returns the exception for a token that is wrong, with the position after it. */
  PromqlException errorAfterToken(String message) {
    return query.error(new TextRange(position, position), message);
  }

  static boolean isSpace(int character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }

  static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  /** Returns whether a word can begin with a character. */
  static boolean isNameStart(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character == '_';
  }

  /** Returns whether a character can be in a word. */
  static boolean isAlphanumeric(int character) {
    return isNameStart(character) || isDigit(character);
  }
}
