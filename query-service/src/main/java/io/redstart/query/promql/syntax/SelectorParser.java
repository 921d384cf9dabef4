// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.MatcherBudget;
import java.util.ArrayList;
import java.util.List;

/** Reads selectors and the modifiers after them, such as ranges and offsets. */
final class SelectorParser {
  private static final String DURATION = "number, duration, step(), or range()";

  private final TokenStream tokens;
  private final DurationParser durations;
  private final MatcherBudget budget = new MatcherBudget();

  SelectorParser(TokenStream tokens) {
    this.tokens = tokens;
    this.durations = new DurationParser(tokens);
  }

  /** Reads a number or a duration. */
  Expr.NumberLiteral parseNumber() {
    return durations.parseLiteral();
  }

  /** Reads a metric's name, matchers in braces, or both. */
  Expr.VectorSelector parseSelector() {
    Token first = tokens.current();
    List<LabelMatcher> matchers = new ArrayList<>();
    boolean named = first.type() != TokenType.LEFT_BRACE;
    if (named) {
      tokens.take();
      matchers.add(LabelMatcher.equal(Labels.METRIC_NAME, first.text()));
    }
    if (tokens.accept(TokenType.LEFT_BRACE)) {
      parseMatchers(matchers);
    }
    TextRange at = tokens.since(first.at());
    if (named) {
      checkNamedOnce(matchers, at);
    }
    return new Expr.VectorSelector(matchers, 0, at);
  }

  private void parseMatchers(List<LabelMatcher> matchers) {
    while (!tokens.accept(TokenType.RIGHT_BRACE)) {
      matchers.add(parseMatcher(matchers.size()));
      if (!tokens.accept(TokenType.COMMA) && !tokens.is(TokenType.RIGHT_BRACE)) {
        throw tokens.unexpected("label matching", "\",\" or \"}\"");
      }
    }
  }

  private LabelMatcher parseMatcher(int before) {
    Token name = tokens.current();
    boolean quoted = name.type() == TokenType.STRING;
    if (!quoted && name.type() != TokenType.IDENTIFIER) {
      throw tokens.unexpected("label matching", "identifier or \"}\"");
    }
    tokens.take();
    String label = quoted ? unquote(tokens, name) : name.text();
    if (quoted && (tokens.is(TokenType.COMMA) || tokens.is(TokenType.RIGHT_BRACE))) {
      return budgeted(LabelMatcher.Op.EQUAL, Labels.METRIC_NAME, label, before, name);
    }
    LabelMatcher.Op op = parseMatcherOp();
    Token value = tokens.current();
    if (!tokens.accept(TokenType.STRING)) {
      throw tokens.unexpected("label matching", "string");
    }
    return budgeted(op, label, unquote(tokens, value), before, name);
  }

  private LabelMatcher budgeted(
      LabelMatcher.Op op, String label, String value, int before, Token at) {
    try {
      MatcherBudget.requireCount(before + 1);
      LabelMatcher matcher = LabelMatcher.of(label, op, value);
      budget.add(matcher);
      return matcher;
    } catch (IllegalArgumentException e) {
      throw tokens.error(at.at(), String.valueOf(e.getMessage()));
    }
  }

  private LabelMatcher.Op parseMatcherOp() {
    for (LabelMatcher.Op op : LabelMatcher.Op.values()) {
      if (op.symbol().equals(tokens.current().type().text())) {
        tokens.take();
        return op;
      }
    }
    throw tokens.unexpected("label matching", "label matching operator");
  }

  private void checkNamedOnce(List<LabelMatcher> matchers, TextRange at) {
    for (LabelMatcher matcher : matchers.subList(1, matchers.size())) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        throw tokens.error(
            at,
            "metric name must not be set twice: "
                + QuotedText.quote(matchers.get(0).value())
                + " or "
                + QuotedText.quote(matcher.value()));
      }
    }
  }

  /** Reads the modifiers after an expression. */
  Expr parseModifiers(Expr expr) {
    Expr modified = expr;
    while (true) {
      Token token = tokens.current();
      switch (token.type()) {
        case LEFT_BRACKET -> modified = parseRange(modified);
        case OFFSET -> modified = parseOffset(modified);
        case AT -> parseAt(modified);
        case ANCHORED, SMOOTHED -> {
          tokens.take();
          tokens.markUnsupported(token.at(), "modifier \"" + token.type().text() + '"');
        }
        default -> {
          return modified;
        }
      }
    }
  }

  private Expr parseRange(Expr expr) {
    Token open = tokens.take();
    long rangeMillis = durations.parsePositive("subquery or range selector", DURATION);
    if (tokens.is(TokenType.COLON)) {
      tokens.markUnsupported(open.at(), "subquery");
      tokens.take();
      if (!tokens.accept(TokenType.RIGHT_BRACKET)) {
        durations.parsePositive("subquery selector", "number, duration, step(), range(), or \"]\"");
        tokens.expect(TokenType.RIGHT_BRACKET, "subquery selector");
      }
      return new Expr.VectorSelector(List.of(), 0, tokens.since(expr.at()));
    }
    if (!tokens.is(TokenType.RIGHT_BRACKET)) {
      throw tokens.unexpected("subquery or range", "\":\" or \"]\"");
    }
    tokens.take();
    TextRange brackets = tokens.since(open.at());
    if (!(expr instanceof Expr.VectorSelector selector)) {
      throw tokens.error(brackets, "ranges only allowed for vector selectors");
    }
    if (selector.offsetMillis() != 0) {
      throw tokens.error(brackets, "no offset modifiers allowed before range");
    }
    return new Expr.RangeSelector(selector, rangeMillis, tokens.since(expr.at()));
  }

  private Expr parseOffset(Expr expr) {
    tokens.take();
    long offsetMillis = durations.parseOffset(DURATION);
    TextRange at = tokens.since(expr.at());
    if (expr instanceof Expr.VectorSelector selector) {
      return withOffset(selector, offsetMillis, at);
    }
    if (expr instanceof Expr.RangeSelector range) {
      Expr.VectorSelector selector = withOffset(range.selector(), offsetMillis, at);
      return new Expr.RangeSelector(selector, range.rangeMillis(), at);
    }
    throw tokens.error(
        expr.at(),
        "offset modifier must be preceded by an instant vector selector or range vector selector"
            + " or a subquery");
  }

  private Expr.VectorSelector withOffset(
      Expr.VectorSelector selector, long offsetMillis, TextRange at) {
    if (selector.offsetMillis() != 0) {
      throw tokens.error(at, "offset may not be set multiple times");
    }
    return new Expr.VectorSelector(selector.matchers(), offsetMillis, at);
  }

  private void parseAt(Expr expr) {
    Token at = tokens.take();
    if (!(expr instanceof Expr.VectorSelector) && !(expr instanceof Expr.RangeSelector)) {
      throw tokens.error(
          expr.at(),
          "@ modifier must be preceded by an instant vector selector or range vector selector or a"
              + " subquery");
    }
    tokens.markUnsupported(at.at(), "modifier \"@\"");
    if (tokens.is(TokenType.START) || tokens.is(TokenType.END)) {
      tokens.take();
      tokens.expect(TokenType.LEFT_PAREN, "@");
      tokens.expect(TokenType.RIGHT_PAREN, "@");
      return;
    }
    if (!tokens.accept(TokenType.SUBTRACT)) {
      tokens.accept(TokenType.ADD);
    }
    if (!tokens.accept(TokenType.NUMBER) && !tokens.accept(TokenType.DURATION)) {
      throw tokens.unexpected("@", "timestamp");
    }
  }

  /** Returns the content of a string token. */
  static String unquote(TokenStream tokens, Token string) {
    try {
      return tokens.unquote(string);
    } catch (IllegalArgumentException e) {
      throw tokens.error(string.at(), String.valueOf(e.getMessage()));
    }
  }
}
