// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.number.FloatText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes syntax trees as Prometheus' {@code parse_query} does (its web/api/v1/translate_ast.go):
 *
 * <pre>{@code
 * {"expr":{"type":"vectorSelector","name":"up",…},"op":"-","type":"unaryExpr"}
 * }</pre>
 */
final class ExprJson implements Expr.Visitor<JsonGenerator> {
  private final JsonGenerator json;

  private ExprJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes an expression as one object. */
  static void write(Expr expr, JsonGenerator json) throws IOException {
    try {
      expr.accept(new ExprJson(json));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes the fields of one kind of node. */
  private interface Fields {
    void write() throws IOException;
  }

  /** Writes an object; a visitor cannot throw what the generator throws. */
  private JsonGenerator object(String type, Fields fields) {
    try {
      json.writeStartObject();
      json.writeStringField("type", type);
      fields.write();
      json.writeEndObject();
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void field(String name, @Nullable Expr expr) throws IOException {
    json.writeFieldName(name);
    if (expr == null) {
      json.writeNull();
    } else {
      expr.accept(this);
    }
  }

  private void strings(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  @Override
  public JsonGenerator visit(Expr.NumberLiteral literal) {
    return object(
        "numberLiteral", () -> json.writeStringField("val", FloatText.plain(literal.value())));
  }

  @Override
  public JsonGenerator visit(Expr.StringLiteral literal) {
    return object("stringLiteral", () -> json.writeStringField("val", literal.value()));
  }

  @Override
  public JsonGenerator visit(Expr.VectorSelector selector) {
    return object("vectorSelector", () -> selection(selector));
  }

  @Override
  public JsonGenerator visit(Expr.RangeSelector range) {
    return object("matrixSelector", () -> {
      selection(range.selector());
      duration("range", range.range());
    });
  }

  /** Writes the matchers as Prometheus orders them: a name before the braces comes last. */
  private void selection(Expr.VectorSelector selector) throws IOException {
    json.writeStringField("name", selector.name());
    json.writeArrayFieldStart("matchers");
    for (LabelMatcher matcher : selector.braced()) {
      matcher(matcher);
    }
    if (selector.named()) {
      matcher(selector.matchers().get(0));
    }
    json.writeEndArray();
    shift(selector.shift());
    json.writeBooleanField("anchored", selector.edges() == Expr.Edges.ANCHORED);
    json.writeBooleanField("smoothed", selector.edges() == Expr.Edges.SMOOTHED);
  }

  private void matcher(LabelMatcher matcher) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", matcher.name());
    json.writeStringField("value", matcher.value());
    json.writeStringField("type", matcher.op().symbol());
    json.writeEndObject();
  }

  private void shift(Expr.TimeShift shift) throws IOException {
    duration("offset", shift.offset());
    json.writeFieldName("timestamp");
    if (shift.at() instanceof Expr.AtTime.Fixed fixed) {
      json.writeNumber(fixed.millis());
    } else {
      json.writeNull();
    }
    json.writeFieldName("startOrEnd");
    if (shift.at() instanceof Expr.AtTime.Start) {
      json.writeString("start");
    } else if (shift.at() instanceof Expr.AtTime.End) {
      json.writeString("end");
    } else {
      json.writeNull();
    }
  }

  /** Writes a fixed duration in milliseconds, and any other as the tree of its calculation. */
  private void duration(String name, @Nullable DurationExpr duration) throws IOException {
    boolean isFixed = duration == null || duration instanceof DurationExpr.Seconds;
    json.writeNumberField(
        name, duration instanceof DurationExpr.Seconds fixed ? fixed.millis() : 0);
    json.writeFieldName(name + "Expr");
    DurationJson.write(isFixed ? null : duration, json);
  }

  @Override
  public JsonGenerator visit(Expr.Subquery subquery) {
    return object("subquery", () -> {
      field("expr", subquery.inner());
      duration("range", subquery.range());
      duration("step", subquery.step());
      shift(subquery.shift());
    });
  }

  @Override
  public JsonGenerator visit(Expr.Parenthesized parenthesized) {
    return object("parenExpr", () -> field("expr", parenthesized.inner()));
  }

  @Override
  public JsonGenerator visit(Expr.Unary unary) {
    return object("unaryExpr", () -> {
      json.writeStringField("op", unary.minus() ? "-" : "+");
      field("expr", unary.operand());
    });
  }

  @Override
  public JsonGenerator visit(Expr.Binary binary) {
    boolean isMatched =
        binary.left().type() == ValueType.VECTOR && binary.right().type() == ValueType.VECTOR;
    return binary(
        binary.op().symbol(),
        binary.left(),
        binary.right(),
        isMatched ? binary.matching() : null,
        binary.returnBool());
  }

  @Override
  public JsonGenerator visit(Expr.SetOperation operation) {
    return binary(
        operation.op().text(), operation.left(), operation.right(), operation.matching(), false);
  }

  private JsonGenerator binary(
      String op, Expr left, Expr right, @Nullable Matching matching, boolean returnBool) {
    return object("binaryExpr", () -> {
      json.writeStringField("op", op);
      field("lhs", left);
      field("rhs", right);
      json.writeFieldName("matching");
      if (matching == null) {
        json.writeNull();
      } else {
        matching(matching);
      }
      json.writeBooleanField("bool", returnBool);
    });
  }

  private void matching(Matching matching) throws IOException {
    json.writeStartObject();
    json.writeStringField("card", matching.cardinality().text());
    strings("labels", matching.labels());
    json.writeBooleanField("on", matching.on());
    strings("include", matching.include());
    json.writeObjectFieldStart("fillValues");
    fill("lhs", matching.fillLeft());
    fill("rhs", matching.fillRight());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes a fill value; JSON has no numbers for NaN and infinities, so these are strings. */
  private void fill(String side, @Nullable Double value) throws IOException {
    json.writeFieldName(side);
    if (value == null) {
      json.writeNull();
    } else if (Double.isFinite(value)) {
      json.writeNumber(FloatText.general(value));
    } else {
      json.writeString(FloatText.general(value));
    }
  }

  @Override
  public JsonGenerator visit(Expr.Aggregation aggregation) {
    return object("aggregation", () -> {
      json.writeStringField("op", aggregation.op().text());
      field("expr", aggregation.operand());
      field("param", aggregation.parameter());
      strings("grouping", aggregation.grouping().labels());
      json.writeBooleanField("without", aggregation.grouping().without());
    });
  }

  @Override
  public JsonGenerator visit(Expr.Call call) {
    Signature function = call.function();
    return object("call", () -> {
      json.writeObjectFieldStart("func");
      json.writeStringField("name", function.name());
      strings(
          "argTypes", function.arguments().stream().map(ValueType::shortText).toList());
      json.writeNumberField("variadic", function.variadic());
      json.writeStringField("returnType", function.result().shortText());
      json.writeEndObject();
      json.writeArrayFieldStart("args");
      for (Expr argument : call.arguments()) {
        argument.accept(this);
      }
      json.writeEndArray();
    });
  }
}
