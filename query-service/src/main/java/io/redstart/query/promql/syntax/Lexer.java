// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;

/**
 * Splits a query into tokens, one at a time. The meaning of a character depends on its place: in
 * braces every word is a name and {@code =~} an operator, in brackets words belong to durations.
 */
final class Lexer {
  /** More characters than any double needs. */
  private static final int NUMBER_MAX_CHARS = 2_000;

  private final QueryText query;
  private final String text;
  private final QueryLimits limits;
  private int position;
  private int start;
  private int parenDepth;
  private boolean braceOpen;
  private boolean bracketOpen;

  Lexer(QueryText query, QueryLimits limits) {
    this.query = query;
    this.text = query.text();
    this.limits = limits;
  }

  /**
   * Returns the next token; always {@link TokenType#END_OF_INPUT} at the end.
   *
   * @throws PromqlException if the next characters are no token
   */
  Token next() {
    limits.check();
    skipSpaceAndComments();
    start = position;
    int character = peek();
    if (character < 0) {
      return endOfInput();
    }
    if (isNameStart(character) || (character == ':' && !braceOpen && !bracketOpen)) {
      return word();
    }
    if (!braceOpen && (isDigit(character) || (character == '.' && isDigit(peek(1))))) {
      return numberOrDuration();
    }
    if (character == '"' || character == '\'' || character == '`') {
      return string((char) character);
    }
    return braceOpen ? withinBraces((char) character) : symbol((char) character);
  }

  private void skipSpaceAndComments() {
    while (position < text.length()) {
      limits.check(position);
      char character = text.charAt(position);
      if (character == '#') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (" \t\n\r".indexOf(character) >= 0) {
        position++;
      } else {
        return;
      }
    }
  }

  private Token endOfInput() {
    if (braceOpen) {
      throw error("unexpected end of input inside braces");
    }
    if (parenDepth > 0) {
      throw error("unclosed left parenthesis");
    }
    if (bracketOpen) {
      throw error("unclosed left bracket");
    }
    return token(TokenType.END_OF_INPUT);
  }

  private Token word() {
    while (isNameStart(peek()) || isDigit(peek()) || (peek() == ':' && inStatement())) {
      limits.check(position);
      position++;
    }
    if (braceOpen) {
      return token(TokenType.IDENTIFIER);
    }
    TokenType type = TokenType.ofWord(text.substring(start, position));
    boolean isFill =
        type == TokenType.FILL || type == TokenType.FILL_LEFT || type == TokenType.FILL_RIGHT;
    return token(isFill && !parenthesisFollows() ? TokenType.IDENTIFIER : type);
  }

  private boolean inStatement() {
    return !braceOpen && !bracketOpen;
  }

  private boolean parenthesisFollows() {
    int at = position;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == '(';
  }

  private Token numberOrDuration() {
    boolean hexadecimal = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
    while (isNameStart(peek()) || isDigit(peek()) || peek() == '.') {
      limits.check(position);
      boolean exponent = !hexadecimal && (peek() == 'e' || peek() == 'E');
      position++;
      if (exponent && (peek() == '+' || peek() == '-') && isDigit(peek(1))) {
        position++;
      }
    }
    if (position - start > NUMBER_MAX_CHARS) {
      throw error("number or duration of more than " + NUMBER_MAX_CHARS + " characters");
    }
    String word = text.substring(start, position);
    if (NumberText.isNumber(word)) {
      return token(TokenType.NUMBER);
    }
    if (isDurationLike(word)) {
      return token(TokenType.DURATION);
    }
    throw error("bad number or duration syntax: " + QuotedText.quote(word));
  }

  private static boolean isDurationLike(String word) {
    return word.chars().allMatch(c -> isDigit(c) || "smhdwy".indexOf(c) >= 0);
  }

  private Token string(char quote) {
    position++;
    while (peek() != quote) {
      // An escape is two characters: one of two positions is checked.
      limits.check(position / 2);
      int character = peek();
      if (character < 0 || (character == '\n' && quote != '`')) {
        throw error("unterminated " + (quote == '`' ? "raw" : "quoted") + " string");
      }
      boolean escape = character == '\\' && quote != '`';
      position += escape && peek(1) >= 0 ? 2 : 1;
    }
    position++;
    return token(TokenType.STRING);
  }

  private Token withinBraces(char character) {
    position++;
    return switch (character) {
      case ',' -> token(TokenType.COMMA);
      case '=' -> accept('~') ? token(TokenType.MATCHES) : token(TokenType.ASSIGN);
      case '!' -> negatedMatcher();
      case '}' -> {
        braceOpen = false;
        yield token(TokenType.RIGHT_BRACE);
      }
      case '{' -> throw error("unexpected left brace '{'");
      default -> throw error("unexpected character inside braces: " + quoted(character));
    };
  }

  private Token negatedMatcher() {
    if (accept('~')) {
      return token(TokenType.NOT_MATCHES);
    }
    if (accept('=')) {
      return token(TokenType.NOT_EQUAL);
    }
    throw error("unexpected character after '!' inside braces: " + quoted(peek()));
  }

  private Token symbol(char character) {
    position++;
    return switch (character) {
      case ',' -> token(TokenType.COMMA);
      case '+' -> token(TokenType.ADD);
      case '-' -> token(TokenType.SUBTRACT);
      case '*' -> token(TokenType.MULTIPLY);
      case '/' -> token(TokenType.DIVIDE);
      case '%' -> token(TokenType.MODULO);
      case '^' -> token(TokenType.POWER);
      case '@' -> token(TokenType.AT);
      case '=', '!', '<', '>' -> comparison(character);
      case '(', ')' -> parenthesis(character);
      case '[', ']' -> bracket(character);
      case '{' -> leftBrace();
      case ':' -> token(TokenType.COLON);
      default -> throw error("unexpected character: " + quoted(character));
    };
  }

  private Token comparison(char character) {
    boolean equal = accept('=');
    return switch (character) {
      case '<' ->
        token(
            equal ? TokenType.LESS_OR_EQUAL : accept('/') ? TokenType.TRIM_UPPER : TokenType.LESS);
      case '>' ->
        token(
            equal
                ? TokenType.GREATER_OR_EQUAL
                : accept('/') ? TokenType.TRIM_LOWER : TokenType.GREATER);
      default -> equality(character, equal);
    };
  }

  private Token equality(char character, boolean equal) {
    if (equal) {
      return token(character == '=' ? TokenType.EQUAL : TokenType.NOT_EQUAL);
    }
    if (character == '=' && peek() != '~') {
      return token(TokenType.ASSIGN);
    }
    throw error("unexpected character after '" + character + "': " + quoted(peek()));
  }

  private Token parenthesis(char character) {
    parenDepth += character == '(' ? 1 : -1;
    if (parenDepth < 0) {
      throw error("unexpected right parenthesis ')'");
    }
    return token(character == '(' ? TokenType.LEFT_PAREN : TokenType.RIGHT_PAREN);
  }

  private Token leftBrace() {
    braceOpen = true;
    return token(TokenType.LEFT_BRACE);
  }

  private Token bracket(char character) {
    boolean opens = character == '[';
    if (bracketOpen == opens) {
      throw error("unexpected " + (opens ? "left" : "right") + " bracket " + quoted(character));
    }
    bracketOpen = opens;
    return token(opens ? TokenType.LEFT_BRACKET : TokenType.RIGHT_BRACKET);
  }

  private Token token(TokenType type) {
    return new Token(type, text.substring(start, position), new TextRange(start, position));
  }

  private PromqlException error(String message) {
    return query.error(new TextRange(start, position), message);
  }

  private boolean accept(char character) {
    if (peek() != character) {
      return false;
    }
    position++;
    return true;
  }

  private int peek() {
    return peek(0);
  }

  private int peek(int ahead) {
    int at = position + ahead;
    return at < text.length() ? text.charAt(at) : -1;
  }

  private static String quoted(int character) {
    return character < 0 ? "end of input" : "'" + (char) character + "'";
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isNameStart(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character == '_';
  }
}
