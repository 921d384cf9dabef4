// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import org.jspecify.annotations.Nullable;

/**
 * Splits a query into tokens, one at a time. The meaning of a character depends on its place: in
 * braces every word is a name and {@code =~} an operator, in brackets words belong to durations.
 * Which errors are reported where follows Prometheus' promql/parser/lex.go.
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

  /** Whether brackets are open in which no number was found yet: there is no comment in them. */
  private boolean atDuration;

  private boolean colonSeen;
  private boolean durationSeen;

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
    if (position == text.length()) {
      return endOfInput();
    }
    char character = text.charAt(position);
    if (braceOpen) {
      return withinBraces(character);
    }
    return atDuration ? withinDuration(character) : statement(character);
  }

  private void skipSpaceAndComments() {
    while (position < text.length()) {
      limits.check(position);
      if (isSpace(text.charAt(position))) {
        position++;
      } else if (text.charAt(position) == '#' && !atDuration) {
        skipLine();
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    while (position < text.length() && "\r\n".indexOf(text.charAt(position)) < 0) {
      limits.check(position);
      position++;
    }
  }

  private Token endOfInput() {
    if (braceOpen) {
      throw error("unexpected end of input inside braces");
    }
    if (atDuration) {
      throw error("unexpected end of input in duration expression");
    }
    if (parenDepth > 0) {
      throw error("unclosed left parenthesis");
    }
    if (bracketOpen) {
      throw error("unclosed left bracket");
    }
    return token(TokenType.END_OF_INPUT);
  }

  private Token withinBraces(char character) {
    if (isNameStart(character)) {
      skipWord(false);
      return token(TokenType.IDENTIFIER);
    }
    if (isQuote(character)) {
      return string();
    }
    int codePoint = take();
    return switch (codePoint) {
      case ',' -> token(TokenType.COMMA);
      case '=' -> accept('~') ? token(TokenType.MATCHES) : token(TokenType.ASSIGN);
      case '!' -> negatedMatcher();
      case '}' -> {
        braceOpen = false;
        yield token(TokenType.RIGHT_BRACE);
      }
      case '{' -> throw error("unexpected left brace '{'");
      default ->
        throw error("unexpected character inside braces: " + QuotedText.quote(codePoint));
    };
  }

  private Token negatedMatcher() {
    if (accept('~')) {
      return token(TokenType.NOT_MATCHES);
    }
    if (accept('=')) {
      return token(TokenType.NOT_EQUAL);
    }
    throw error("unexpected character after '!' inside braces: " + QuotedText.quote(peek()));
  }

  /** Reads a token after an opening bracket; from the first number on, see {@link #statement}. */
  private Token withinDuration(char character) {
    if (isNumberStart(character)) {
      durationSeen = true;
      atDuration = false;
      return numberOrDuration();
    }
    Token keyword = isDurationKeywordStart(character) ? durationKeyword() : null;
    if (keyword != null) {
      return keyword;
    }
    int codePoint = take();
    return switch (codePoint) {
      case ']', '(', ')', ',', '+', '-', '*', '/', '%', '^' -> symbol(codePoint);
      case ':' -> firstColon();
      default ->
        throw error("unexpected character in duration expression: " + QuotedText.quote(codePoint));
    };
  }

  private Token firstColon() {
    Token colon = token(TokenType.COLON);
    if (!durationSeen) {
      throw errorAfterToken("unexpected colon before duration in duration expression");
    }
    if (colonSeen) {
      throw errorAfterToken("unexpected repeated colon in duration expression");
    }
    colonSeen = true;
    return colon;
  }

  private Token statement(char character) {
    if (isNumberStart(character)) {
      return numberOrDuration();
    }
    if (isQuote(character)) {
      return string();
    }
    if (isNameStart(character) || character == ':') {
      return bracketOpen ? wordInBrackets(character) : word();
    }
    return symbol(take());
  }

  private Token wordInBrackets(char character) {
    if (character == ':') {
      if (colonSeen) {
        throw error("unexpected colon ':'");
      }
      position++;
      colonSeen = true;
      return token(TokenType.COLON);
    }
    Token keyword = isDurationKeywordStart(character) ? durationKeyword() : null;
    if (keyword == null) {
      throw error("unexpected character: " + QuotedText.quote(character) + ", expected ':'");
    }
    return keyword;
  }

  /** Returns {@code step}, {@code range}, {@code min_of} or {@code max_of}, or null. */
  private @Nullable Token durationKeyword() {
    while (isNameStart(peek())) {
      limits.check(position);
      position++;
    }
    TokenType type = TokenType.ofWord(text.substring(start, position));
    if (type.isDurationKeyword()) {
      return token(type);
    }
    position = start;
    return null;
  }

  private Token word() {
    skipWord(true);
    TokenType type = TokenType.ofWord(text.substring(start, position));
    return token(type.isFill() && !parenthesisFollows() ? TokenType.IDENTIFIER : type);
  }

  private void skipWord(boolean withColons) {
    while (isAlphanumeric(peek()) || (withColons && peek() == ':')) {
      limits.check(position);
      position++;
    }
  }

  private boolean parenthesisFollows() {
    int at = position;
    while (at < text.length() && isSpace(text.charAt(at))) {
      limits.check(at);
      at++;
    }
    return at < text.length() && text.charAt(at) == '(';
  }

  private Token numberOrDuration() {
    var scanner = new NumberScanner(text, start, limits);
    TokenType type = scanner.scan();
    position = scanner.end();
    if (position - start > NUMBER_MAX_CHARS) {
      throw error("number or duration of more than " + NUMBER_MAX_CHARS + " characters");
    }
    if (type == null) {
      String word = text.substring(start, position);
      throw error("bad number or duration syntax: " + QuotedText.quote(word));
    }
    return token(type);
  }

  private Token string() {
    try {
      position = new StringScanner(text, start, limits).scan();
    } catch (IllegalArgumentException e) {
      throw error(String.valueOf(e.getMessage()));
    }
    return token(TokenType.STRING);
  }

  private Token symbol(int character) {
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
      case '[' -> leftBracket();
      case ']' -> rightBracket();
      case '{' -> {
        braceOpen = true;
        yield token(TokenType.LEFT_BRACE);
      }
      default -> throw error("unexpected character: " + QuotedText.quote(character));
    };
  }

  private Token comparison(int character) {
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
      default -> equality((char) character, equal);
    };
  }

  private Token equality(char character, boolean equal) {
    if (equal) {
      return token(character == '=' ? TokenType.EQUAL : TokenType.NOT_EQUAL);
    }
    if (character == '=' && peek() != '~') {
      return token(TokenType.ASSIGN);
    }
    throw error("unexpected character after '" + character + "': " + QuotedText.quote(peek()));
  }

  private Token parenthesis(int character) {
    parenDepth += character == '(' ? 1 : -1;
    if (parenDepth < 0) {
      throw errorAfterToken("unexpected right parenthesis ')'");
    }
    return token(character == '(' ? TokenType.LEFT_PAREN : TokenType.RIGHT_PAREN);
  }

  private Token leftBracket() {
    if (bracketOpen) {
      throw error("unexpected left bracket '['");
    }
    bracketOpen = true;
    atDuration = true;
    colonSeen = false;
    return token(TokenType.LEFT_BRACKET);
  }

  private Token rightBracket() {
    if (!bracketOpen) {
      throw error("unexpected right bracket ']'");
    }
    bracketOpen = false;
    atDuration = false;
    return token(TokenType.RIGHT_BRACKET);
  }

  private Token token(TokenType type) {
    return new Token(type, text.substring(start, position), new TextRange(start, position));
  }

  private PromqlException error(String message) {
    return query.error(new TextRange(start, position), message);
  }

  private PromqlException errorAfterToken(String message) {
    return query.error(new TextRange(position, position), message);
  }

  private boolean accept(char character) {
    if (peek() != character) {
      return false;
    }
    position++;
    return true;
  }

  /** Returns the current character, and moves past it. */
  private int take() {
    int codePoint = text.codePointAt(position);
    position += Character.charCount(codePoint);
    return codePoint;
  }

  /** Returns the current character; -1 at the end. */
  private int peek() {
    return position < text.length() ? text.codePointAt(position) : -1;
  }

  private boolean isNumberStart(char character) {
    boolean digitFollows = position + 1 < text.length() && isDigit(text.charAt(position + 1));
    return isDigit(character) || (character == '.' && digitFollows);
  }

  private static boolean isDurationKeywordStart(char character) {
    return "sSrRmM".indexOf(character) >= 0;
  }

  private static boolean isQuote(char character) {
    return character == '"' || character == '\'' || character == '`';
  }

  private static boolean isSpace(char character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isNameStart(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character == '_';
  }

  /** Returns whether a character can be in a word. */
  static boolean isAlphanumeric(int character) {
    return isNameStart(character) || isDigit(character);
  }
}
