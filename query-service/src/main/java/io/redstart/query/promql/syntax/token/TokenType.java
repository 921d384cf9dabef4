// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.token;

import io.redstart.query.promql.syntax.text.QuotedText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The types of tokens. */
public enum TokenType {
  END_OF_INPUT(Group.OTHER, "end of input"),
  IDENTIFIER(Group.OTHER, "identifier"),
  METRIC_IDENTIFIER(Group.OTHER, "metric identifier"),
  STRING(Group.OTHER, "string"),
  NUMBER(Group.OTHER, "number"),
  DURATION(Group.OTHER, "duration"),
  LEFT_PAREN(Group.PUNCTUATION, "("),
  RIGHT_PAREN(Group.PUNCTUATION, ")"),
  LEFT_BRACE(Group.PUNCTUATION, "{"),
  RIGHT_BRACE(Group.PUNCTUATION, "}"),
  LEFT_BRACKET(Group.PUNCTUATION, "["),
  RIGHT_BRACKET(Group.PUNCTUATION, "]"),
  COMMA(Group.PUNCTUATION, ","),
  COLON(Group.PUNCTUATION, ":"),
  ASSIGN(Group.PUNCTUATION, "="),

  ADD(Group.OPERATOR, "+"),
  SUBTRACT(Group.OPERATOR, "-"),
  MULTIPLY(Group.OPERATOR, "*"),
  DIVIDE(Group.OPERATOR, "/"),
  MODULO(Group.OPERATOR, "%"),
  POWER(Group.OPERATOR, "^"),
  EQUAL(Group.OPERATOR, "=="),
  NOT_EQUAL(Group.OPERATOR, "!="),
  GREATER(Group.OPERATOR, ">"),
  LESS(Group.OPERATOR, "<"),
  GREATER_OR_EQUAL(Group.OPERATOR, ">="),
  LESS_OR_EQUAL(Group.OPERATOR, "<="),
  TRIM_UPPER(Group.OPERATOR, "</"),
  TRIM_LOWER(Group.OPERATOR, ">/"),
  MATCHES(Group.OPERATOR, "=~"),
  NOT_MATCHES(Group.OPERATOR, "!~"),
  AT(Group.OPERATOR, "@"),
  AND(Group.WORD_OPERATOR, "and"),
  OR(Group.WORD_OPERATOR, "or"),
  UNLESS(Group.WORD_OPERATOR, "unless"),
  ATAN2(Group.WORD_OPERATOR, "atan2"),

  SUM(Group.AGGREGATOR, "sum"),
  AVG(Group.AGGREGATOR, "avg"),
  MIN(Group.AGGREGATOR, "min"),
  MAX(Group.AGGREGATOR, "max"),
  COUNT(Group.AGGREGATOR, "count"),
  GROUP(Group.AGGREGATOR, "group"),
  STDDEV(Group.AGGREGATOR, "stddev"),
  STDVAR(Group.AGGREGATOR, "stdvar"),
  TOPK(Group.AGGREGATOR, "topk"),
  BOTTOMK(Group.AGGREGATOR, "bottomk"),
  COUNT_VALUES(Group.AGGREGATOR, "count_values"),
  QUANTILE(Group.AGGREGATOR, "quantile"),
  LIMITK(Group.AGGREGATOR, "limitk"),
  LIMIT_RATIO(Group.AGGREGATOR, "limit_ratio"),

  BOOL(Group.KEYWORD, "bool"),
  BY(Group.KEYWORD, "by"),
  WITHOUT(Group.KEYWORD, "without"),
  ON(Group.KEYWORD, "on"),
  IGNORING(Group.KEYWORD, "ignoring"),
  GROUP_LEFT(Group.KEYWORD, "group_left"),
  GROUP_RIGHT(Group.KEYWORD, "group_right"),
  FILL(Group.KEYWORD, "fill"),
  FILL_LEFT(Group.KEYWORD, "fill_left"),
  FILL_RIGHT(Group.KEYWORD, "fill_right"),
  OFFSET(Group.KEYWORD, "offset"),
  ANCHORED(Group.KEYWORD, "anchored"),
  SMOOTHED(Group.KEYWORD, "smoothed"),
  START(Group.CONTEXT, "start"),
  END(Group.CONTEXT, "end"),
  STEP(Group.CONTEXT, "step"),
  RANGE(Group.CONTEXT, "range"),
  MAX_OF(Group.CONTEXT, "max_of"),
  MIN_OF(Group.CONTEXT, "min_of");

  private enum Group {
    OTHER,
    PUNCTUATION,
    OPERATOR,
    WORD_OPERATOR,
    AGGREGATOR,
    KEYWORD,
    /** Names of a query's own properties: words in durations, functions elsewhere. */
    CONTEXT
  }

  /** How many characters of a string or number a message shows. */
  private static final int SHOWN_MAX = 10;

  private static final Map<String, TokenType> KEYWORDS = new HashMap<>();

  static {
    for (TokenType type : values()) {
      if (type.isWord()) {
        KEYWORDS.put(type.text, type);
      }
    }
    KEYWORDS.put("inf", NUMBER);
    KEYWORDS.put("nan", NUMBER);
  }

  private final Group group;
  private final String text;

  TokenType(Group group, String text) {
    this.group = group;
    this.text = text;
  }

  /** Returns the type of a word outside braces; keywords may be in either case. */
  static TokenType ofWord(String word) {
    TokenType other = word.indexOf(':') >= 0 ? METRIC_IDENTIFIER : IDENTIFIER;
    return KEYWORDS.getOrDefault(word.toLowerCase(Locale.ROOT), other);
  }

  /** Returns its spelling, or a name for types with many spellings. */
  public String text() {
    return text;
  }

  /** Returns whether it is an aggregation. */
  public boolean isAggregator() {
    return group == Group.AGGREGATOR;
  }

  /** Returns whether it is a name that is a function before a parenthesis. */
  public boolean isContext() {
    return group == Group.CONTEXT;
  }

  /** Returns whether it has a meaning in durations. */
  boolean isDurationKeyword() {
    return this == STEP || this == RANGE || this == MIN_OF || this == MAX_OF;
  }

  /** Returns whether it is one of the fill modifiers. */
  public boolean isFill() {
    return this == FILL || this == FILL_LEFT || this == FILL_RIGHT;
  }

  /** Returns whether it can name a label in {@code by}, {@code on} and similar lists. */
  public boolean isLabelName() {
    return this == IDENTIFIER || this == METRIC_IDENTIFIER || (isWord() && this != WITHOUT);
  }

  /** Returns whether it can name a metric. */
  public boolean isMetricName() {
    return switch (this) {
      case ATAN2, BOOL, ON, IGNORING, GROUP_LEFT, GROUP_RIGHT -> false;
      default -> this == IDENTIFIER || this == METRIC_IDENTIFIER || isWord();
    };
  }

  /** Returns whether an expression can begin with it. */
  public boolean startsExpression() {
    return switch (this) {
      case NUMBER, DURATION, STRING, LEFT_PAREN, LEFT_BRACE, ADD, SUBTRACT -> true;
      default -> isMetricName();
    };
  }

  private boolean isWord() {
    return switch (group) {
      case WORD_OPERATOR, AGGREGATOR, KEYWORD, CONTEXT -> true;
      case OTHER, PUNCTUATION, OPERATOR -> false;
    };
  }

  /** Returns the name of a token of this type in messages, in Prometheus' words. */
  String describe(String written) {
    return switch (group) {
      case OTHER -> describeOther(written);
      case PUNCTUATION, CONTEXT -> QuotedText.quote(written);
      case OPERATOR, WORD_OPERATOR -> "<op:" + written + ">";
      case AGGREGATOR -> "<aggr:" + written + ">";
      case KEYWORD -> "<" + written + ">";
    };
  }

  private String describeOther(String written) {
    boolean isName = this == IDENTIFIER || this == METRIC_IDENTIFIER;
    if (this == END_OF_INPUT) {
      return text;
    }
    if (isName || written.getBytes(StandardCharsets.UTF_8).length <= SHOWN_MAX) {
      return text + " " + QuotedText.quote(written);
    }
    int shown = Math.min(SHOWN_MAX, written.codePointCount(0, written.length()));
    String start = written.substring(0, written.offsetByCodePoints(0, shown));
    return text + " " + QuotedText.quote(start) + "...";
  }
}
