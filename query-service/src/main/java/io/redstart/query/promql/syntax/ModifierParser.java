// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.token.Token;
import io.redstart.query.promql.syntax.token.TokenType;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Expr.AtTime;
import io.redstart.query.promql.syntax.tree.Expr.Edges;
import io.redstart.query.promql.syntax.tree.Expr.RangeSelector;
import io.redstart.query.promql.syntax.tree.Expr.Subquery;
import io.redstart.query.promql.syntax.tree.Expr.TimeShift;
import io.redstart.query.promql.syntax.tree.Expr.VectorSelector;
import io.redstart.query.promql.value.number.FloatText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the modifiers after an expression: ranges, subqueries, {@code offset}, {@code @}, {@code
 * anchored} and {@code smoothed}.
 */
final class ModifierParser {
  private static final String SELECTORS =
      " modifier must be preceded by an instant vector selector or range vector selector or a"
          + " subquery";

  private final TokenStream tokens;
  private final DurationParser durations;

  ModifierParser(TokenStream tokens, DurationParser durations) {
    this.tokens = tokens;
    this.durations = durations;
  }

  /** Reads all modifiers after an expression. */
  Expr parse(Expr expr) {
    Expr modified = expr;
    while (true) {
      switch (tokens.current().type()) {
        case LEFT_BRACKET -> modified = parseBrackets(modified);
        case OFFSET -> modified = parseOffset(modified);
        case AT -> modified = parseAt(modified);
        case ANCHORED -> modified = parseEdges(modified, Edges.ANCHORED);
        case SMOOTHED -> modified = parseEdges(modified, Edges.SMOOTHED);
        default -> {
          return modified;
        }
      }
    }
  }

  private Expr parseBrackets(Expr expr) {
    Token open = tokens.take();
    DurationExpr range = durations.parseRange();
    if (tokens.accept(TokenType.COLON)) {
      return parseSubquery(expr, range);
    }
    tokens.expect(TokenType.RIGHT_BRACKET, "subquery or range", "\":\" or \"]\"");
    TextRange brackets = tokens.since(open.at());
    if (!(expr instanceof VectorSelector selector)) {
      throw tokens.error(brackets, "ranges only allowed for vector selectors");
    }
    if (selector.shift().hasOffset()) {
      throw tokens.error(brackets, "no offset modifiers allowed before range");
    }
    if (selector.shift().at() != null) {
      throw tokens.error(brackets, "no @ modifiers allowed before range");
    }
    return new RangeSelector(selector, range, tokens.since(expr.at()));
  }

  private Expr parseSubquery(Expr expr, DurationExpr range) {
    tokens.countNode();
    DurationExpr step = null;
    if (!tokens.is(TokenType.RIGHT_BRACKET)) {
      step = durations.parseStep();
    }
    tokens.expect(TokenType.RIGHT_BRACKET, "subquery selector", "\"]\"");
    return new Subquery(expr, range, step, TimeShift.NONE, tokens.since(expr.at()));
  }

  private Expr parseOffset(Expr expr) {
    tokens.take();
    DurationExpr offset = durations.parseOffset();
    TimeShift shift = shift(expr);
    if (shift == null) {
      throw tokens.error(expr.at(), "offset" + SELECTORS);
    }
    if (shift.hasOffset()) {
      throw tokens.error(expr.at(), "offset may not be set multiple times");
    }
    return shifted(expr, new TimeShift(shift.at(), offset));
  }

  private Expr parseAt(Expr expr) {
    tokens.take();
    AtTime at = parseTime(expr);
    TimeShift shift = shift(expr);
    if (shift == null) {
      throw tokens.error(expr.at(), "@" + SELECTORS);
    }
    if (shift.at() != null) {
      throw tokens.error(expr.at(), "@ <timestamp> may not be set multiple times");
    }
    return shifted(expr, new TimeShift(at, shift.offset()));
  }

  private AtTime parseTime(Expr expr) {
    if (tokens.is(TokenType.START) || tokens.is(TokenType.END)) {
      boolean start = tokens.take().type() == TokenType.START;
      expectTime(tokens.accept(TokenType.LEFT_PAREN));
      expectTime(tokens.accept(TokenType.RIGHT_PAREN));
      return start ? new AtTime.Start() : new AtTime.End();
    }
    boolean minus = tokens.isSign() && tokens.take().type() == TokenType.SUBTRACT;
    expectTime(tokens.is(TokenType.NUMBER) || tokens.is(TokenType.DURATION));
    double seconds = durations.parseLiteral().value() * (minus ? -1 : 1);
    if (!(Math.abs(seconds) < 0x1p63)) {
      throw outOfBounds(expr, seconds);
    }
    double millis = seconds * 1e3;
    return new AtTime.Fixed((long) Math.copySign(Math.floor(Math.abs(millis) + 0.5), millis));
  }

  private void expectTime(boolean found) {
    if (!found) {
      throw tokens.unexpected("@", "timestamp");
    }
  }

  private PromqlException outOfBounds(Expr expr, double seconds) {
    String text = Double.isNaN(seconds) || Double.isInfinite(seconds)
        ? FloatText.plain(seconds)
        : new BigDecimal(seconds).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    return tokens.error(expr.at(), "timestamp out of bounds for @ modifier: " + text);
  }

  private Expr parseEdges(Expr expr, Edges edges) {
    String name = tokens.take().type().text();
    if (!tokens.config().extendedRangeSelectors()) {
      throw tokens.error(expr.at(), name + " modifier is experimental and not enabled");
    }
    if (expr instanceof VectorSelector selector) {
      return withEdges(selector, edges, expr.at());
    }
    if (expr instanceof RangeSelector range) {
      VectorSelector selector = withEdges(range.selector(), edges, expr.at());
      return new RangeSelector(selector, range.range(), tokens.since(expr.at()));
    }
    throw tokens.error(
        expr.at(),
        name
            + (expr instanceof Subquery
                ? " modifier is not supported for subqueries"
                : " modifier not implemented"));
  }

  private VectorSelector withEdges(VectorSelector selector, Edges edges, TextRange at) {
    if (selector.edges() != Edges.PLAIN && selector.edges() != edges) {
      throw tokens.error(at, "anchored and smoothed modifiers cannot be used together");
    }
    return selector.with(selector.shift(), edges, tokens.since(selector.at()));
  }

  /** Returns where in time a selector or subquery looks; null for another expression. */
  private static @Nullable TimeShift shift(Expr expr) {
    if (expr instanceof VectorSelector selector) {
      return selector.shift();
    }
    if (expr instanceof RangeSelector range) {
      return range.selector().shift();
    }
    return expr instanceof Subquery subquery ? subquery.shift() : null;
  }

  private Expr shifted(Expr expr, TimeShift shift) {
    TextRange at = tokens.since(expr.at());
    if (expr instanceof VectorSelector selector) {
      return selector.with(shift, selector.edges(), at);
    }
    if (expr instanceof RangeSelector range) {
      VectorSelector selector = range.selector();
      return new RangeSelector(
          selector.with(shift, selector.edges(), selector.at()), range.range(), at);
    }
    if (expr instanceof Subquery subquery) {
      return new Subquery(subquery.inner(), subquery.range(), subquery.step(), shift, at);
    }
    throw new IllegalStateException("no time to shift in " + expr);
  }
}
