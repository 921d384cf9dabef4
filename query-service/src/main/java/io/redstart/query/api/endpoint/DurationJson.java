// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.value.number.FloatText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes calculated durations, such as {@code step() * 2}, as parts of a syntax tree. */
final class DurationJson {
  private DurationJson() {}

  /** Writes a duration, or {@code null}. */
  static void write(@Nullable DurationExpr duration, JsonGenerator json) throws IOException {
    write(duration, false, json);
  }

  private static void write(@Nullable DurationExpr duration, boolean wrapped, JsonGenerator json)
      throws IOException {
    if (duration == null) {
      json.writeNull();
    } else if (duration instanceof DurationExpr.Seconds fixed) {
      writeFixed(fixed, wrapped, json);
    } else if (duration instanceof DurationExpr.Parenthesized parenthesized) {
      write(parenthesized.inner(), true, json);
    } else if (duration instanceof DurationExpr.Step) {
      writeOperation("step", null, null, wrapped, json);
    } else if (duration instanceof DurationExpr.Range) {
      writeOperation("range", null, null, wrapped, json);
    } else if (duration instanceof DurationExpr.Signed signed) {
      writeOperation(signed.minus() ? "-" : "+", null, signed.operand(), wrapped, json);
    } else if (duration instanceof DurationExpr.Operation operation) {
      writeOperation(operation.op().text(), operation.left(), operation.right(), wrapped, json);
    }
  }

  /** Writes a number; in parentheses it is an addition to nothing, as in Prometheus' tree. */
  private static void writeFixed(DurationExpr.Seconds fixed, boolean wrapped, JsonGenerator json)
      throws IOException {
    if (wrapped) {
      writeOperation("+", null, fixed, true, json);
      return;
    }
    json.writeStartObject();
    json.writeStringField("type", "numberLiteral");
    json.writeStringField("val", FloatText.plain(fixed.seconds()));
    json.writeBooleanField("duration", fixed.duration());
    json.writeEndObject();
  }

  private static void writeOperation(
      String op,
      @Nullable DurationExpr left,
      @Nullable DurationExpr right,
      boolean wrapped,
      JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "durationExpr");
    json.writeStringField("op", op);
    json.writeFieldName("lhs");
    write(left, json);
    json.writeFieldName("rhs");
    write(right, json);
    json.writeBooleanField("wrapped", wrapped);
    json.writeEndObject();
  }
}
