// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.token;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.QuotedText;
import org.jspecify.annotations.Nullable;

/**
 * Splits a query into tokens, one at a time. The meaning of a character depends on its place: in
 * braces every word is a name and {@code =~} an operator, in brackets words belong to durations.
 * Which errors are reported where follows Prometheus' promql/parser/lex.go.
 */
public final class Lexer {
  /** More characters than any double needs. */
  private static final int NUMBER_MAX_CHARS = 2_000;

  private final Cursor cursor;
  private final QueryLimits limits;
  private int parenDepth;
  private boolean braceOpen;
  private boolean bracketOpen;

  /** Whether brackets are open in which no number was found yet: there is no comment in them. */
  private boolean atDuration;

  private boolean colonSeen;
  private boolean durationSeen;

  /** Starts at the beginning of a query. */
  public Lexer(QueryText query, QueryLimits limits) {
    this.cursor = new Cursor(query, limits);
    this.limits = limits;
  }

  /**
   * Returns the next token; always {@link TokenType#END_OF_INPUT} at the end.
   *
   * @throws io.redstart.query.promql.limit.PromqlException if the next characters are no token
   */
  public Token next() {
    limits.check();
    cursor.skipSpace(!atDuration);
    if (cursor.peek() < 0) {
      return endOfInput();
    }
    char character = cursor.current();
    if (braceOpen) {
      return withinBraces(character);
    }
    return atDuration ? withinDuration(character) : statement(character);
  }

  private Token endOfInput() {
    if (braceOpen) {
      throw cursor.error("unexpected end of input inside braces");
    }
    if (atDuration) {
      throw cursor.error("unexpected end of input in duration expression");
    }
    if (parenDepth > 0) {
      throw cursor.error("unclosed left parenthesis");
    }
    if (bracketOpen) {
      throw cursor.error("unclosed left bracket");
    }
    return cursor.token(TokenType.END_OF_INPUT);
  }

  private Token withinBraces(char character) {
    if (Cursor.isNameStart(character)) {
      cursor.skipWhile(Cursor::isAlphanumeric);
      return cursor.token(TokenType.IDENTIFIER);
    }
    if (isQuote(character)) {
      return string();
    }
    int codePoint = cursor.take();
    return switch (codePoint) {
      case ',' -> cursor.token(TokenType.COMMA);
      case '=' ->
        cursor.accept('~') ? cursor.token(TokenType.MATCHES) : cursor.token(TokenType.ASSIGN);
      case '!' -> negatedMatcher();
      case '}' -> {
        braceOpen = false;
        yield cursor.token(TokenType.RIGHT_BRACE);
      }
      case '{' -> throw cursor.error("unexpected left brace '{'");
      default ->
        throw cursor.error("unexpected character inside braces: " + QuotedText.quote(codePoint));
    };
  }

  private Token negatedMatcher() {
    if (cursor.accept('~')) {
      return cursor.token(TokenType.NOT_MATCHES);
    }
    if (cursor.accept('=')) {
      return cursor.token(TokenType.NOT_EQUAL);
    }
    throw cursor.error(
        "unexpected character after '!' inside braces: " + QuotedText.quote(cursor.peek()));
  }

  /** Reads a token after an opening bracket; from the first number on, see {@link #statement}. */
  private Token withinDuration(char character) {
    if (cursor.isAtNumber()) {
      durationSeen = true;
      atDuration = false;
      return numberOrDuration();
    }
    Token keyword = isDurationKeywordStart(character) ? durationKeyword() : null;
    if (keyword != null) {
      // Prometheus waits for a number here, and so refuses x[step():1m] but not x[0+step():1m].
      durationSeen = true;
      return keyword;
    }
    int codePoint = cursor.take();
    return switch (codePoint) {
      case ']', '(', ')', ',', '+', '-', '*', '/', '%', '^' -> symbol(codePoint);
      case ':' -> firstColon();
      default ->
        throw cursor.error(
            "unexpected character in duration expression: " + QuotedText.quote(codePoint));
    };
  }

  private Token firstColon() {
    Token colon = cursor.token(TokenType.COLON);
    if (!durationSeen) {
      throw cursor.errorAfterToken("unexpected colon before duration in duration expression");
    }
    if (colonSeen) {
      throw cursor.errorAfterToken("unexpected repeated colon in duration expression");
    }
    colonSeen = true;
    return colon;
  }

  private Token statement(char character) {
    if (cursor.isAtNumber()) {
      return numberOrDuration();
    }
    if (isQuote(character)) {
      return string();
    }
    if (Cursor.isNameStart(character) || character == ':') {
      return bracketOpen ? wordInBrackets(character) : word();
    }
    return symbol(cursor.take());
  }

  private Token wordInBrackets(char character) {
    if (character == ':') {
      if (colonSeen) {
        throw cursor.error("unexpected colon ':'");
      }
      cursor.take();
      colonSeen = true;
      return cursor.token(TokenType.COLON);
    }
    Token keyword = isDurationKeywordStart(character) ? durationKeyword() : null;
    if (keyword == null) {
      throw cursor.error("unexpected character: " + QuotedText.quote(character) + ", expected ':'");
    }
    return keyword;
  }

  /** Returns {@code step}, {@code range}, {@code min_of} or {@code max_of}, or null. */
  private @Nullable Token durationKeyword() {
    cursor.skipWhile(Cursor::isNameStart);
    TokenType type = TokenType.ofWord(cursor.text());
    if (type.isDurationKeyword()) {
      return cursor.token(type);
    }
    cursor.reset();
    return null;
  }

  private Token word() {
    cursor.skipWhile(character -> Cursor.isAlphanumeric(character) || character == ':');
    TokenType type = TokenType.ofWord(cursor.text());
    return cursor.token(type.isFill() && !cursor.isFollowedBy('(') ? TokenType.IDENTIFIER : type);
  }

  private Token numberOrDuration() {
    NumberScanner scanner = cursor.number();
    TokenType type = scanner.scan();
    cursor.moveTo(scanner.end());
    if (cursor.text().length() > NUMBER_MAX_CHARS) {
      throw cursor.error("number or duration of more than " + NUMBER_MAX_CHARS + " characters");
    }
    if (type == null) {
      throw cursor.error("bad number or duration syntax: " + QuotedText.quote(cursor.text()));
    }
    return cursor.token(type);
  }

  private Token string() {
    try {
      cursor.moveTo(cursor.string().scan());
    } catch (IllegalArgumentException e) {
      throw cursor.error(String.valueOf(e.getMessage()));
    }
    return cursor.token(TokenType.STRING);
  }

  private Token symbol(int character) {
    return switch (character) {
      case ',' -> cursor.token(TokenType.COMMA);
      case '+' -> cursor.token(TokenType.ADD);
      case '-' -> cursor.token(TokenType.SUBTRACT);
      case '*' -> cursor.token(TokenType.MULTIPLY);
      case '/' -> cursor.token(TokenType.DIVIDE);
      case '%' -> cursor.token(TokenType.MODULO);
      case '^' -> cursor.token(TokenType.POWER);
      case '@' -> cursor.token(TokenType.AT);
      case '=', '!', '<', '>' -> comparison(character);
      case '(', ')' -> parenthesis(character);
      case '[' -> leftBracket();
      case ']' -> rightBracket();
      case '{' -> {
        braceOpen = true;
        yield cursor.token(TokenType.LEFT_BRACE);
      }
      default -> throw cursor.error("unexpected character: " + QuotedText.quote(character));
    };
  }

  private Token comparison(int character) {
    boolean equal = cursor.accept('=');
    return switch (character) {
      case '<' ->
        cursor.token(
            equal
                ? TokenType.LESS_OR_EQUAL
                : cursor.accept('/') ? TokenType.TRIM_UPPER : TokenType.LESS);
      case '>' ->
        cursor.token(
            equal
                ? TokenType.GREATER_OR_EQUAL
                : cursor.accept('/') ? TokenType.TRIM_LOWER : TokenType.GREATER);
      default -> equality((char) character, equal);
    };
  }

  private Token equality(char character, boolean equal) {
    if (equal) {
      return cursor.token(character == '=' ? TokenType.EQUAL : TokenType.NOT_EQUAL);
    }
    if (character == '=' && cursor.peek() != '~') {
      return cursor.token(TokenType.ASSIGN);
    }
    throw cursor.error(
        "unexpected character after '" + character + "': " + QuotedText.quote(cursor.peek()));
  }

  private Token parenthesis(int character) {
    parenDepth += character == '(' ? 1 : -1;
    if (parenDepth < 0) {
      throw cursor.errorAfterToken("unexpected right parenthesis ')'");
    }
    return cursor.token(character == '(' ? TokenType.LEFT_PAREN : TokenType.RIGHT_PAREN);
  }

  private Token leftBracket() {
    if (bracketOpen) {
      throw cursor.error("unexpected left bracket '['");
    }
    bracketOpen = true;
    atDuration = true;
    colonSeen = false;
    return cursor.token(TokenType.LEFT_BRACKET);
  }

  private Token rightBracket() {
    if (!bracketOpen) {
      throw cursor.error("unexpected right bracket ']'");
    }
    bracketOpen = false;
    atDuration = false;
    return cursor.token(TokenType.RIGHT_BRACKET);
  }

  private static boolean isDurationKeywordStart(char character) {
    return "sSrRmM".indexOf(character) >= 0;
  }

  private static boolean isQuote(char character) {
    return character == '"' || character == '\'' || character == '`';
  }
}
