// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.MatcherBudget;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.token.Token;
import io.redstart.query.promql.syntax.token.TokenType;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.ArrayList;
import java.util.List;

/** Reads a metric's name and the matchers in braces. */
final class SelectorParser {
  private static final String MATCHERS = "label matching";

  private final TokenStream tokens;
  private final MatcherBudget budget = new MatcherBudget();

  SelectorParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Reads a metric's name, matchers in braces, or both. */
  Expr.VectorSelector parse() {
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
    return new Expr.VectorSelector(
        matchers, Expr.TimeShift.NONE, Expr.Edges.PLAIN, named, tokens.since(first.at()));
  }

  private void parseMatchers(List<LabelMatcher> matchers) {
    while (!tokens.accept(TokenType.RIGHT_BRACE)) {
      matchers.add(parseMatcher(matchers.size()));
      if (!tokens.accept(TokenType.COMMA) && !tokens.is(TokenType.RIGHT_BRACE)) {
        throw tokens.unexpected(MATCHERS, "\",\" or \"}\"");
      }
    }
  }

  private LabelMatcher parseMatcher(int before) {
    Token name = tokens.current();
    boolean quoted = name.type() == TokenType.STRING;
    if (!quoted && name.type() != TokenType.IDENTIFIER) {
      throw tokens.unexpected(MATCHERS, "identifier or \"}\"");
    }
    tokens.take();
    String label = quoted ? unquote(name) : name.text();
    if (quoted && !isMatcherOp(tokens.current())) {
      return budgeted(LabelMatcher.Op.EQUAL, Labels.METRIC_NAME, label, before, name);
    }
    LabelMatcher.Op op = parseOp();
    Token value = tokens.expect(TokenType.STRING, MATCHERS, "string");
    return budgeted(op, label, unquote(value), before, name);
  }

  /** Returns the content of a string; no series has a label that is not UTF-8. */
  private String unquote(Token string) {
    return QuotedText.toUtf8(tokens.unquote(string));
  }

  private static boolean isMatcherOp(Token token) {
    return switch (token.type()) {
      case ASSIGN, NOT_EQUAL, MATCHES, NOT_MATCHES -> true;
      default -> false;
    };
  }

  private LabelMatcher.Op parseOp() {
    for (LabelMatcher.Op op : LabelMatcher.Op.values()) {
      if (op.symbol().equals(tokens.current().type().text())) {
        tokens.take();
        return op;
      }
    }
    throw tokens.unexpected(MATCHERS, "label matching operator");
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
}
